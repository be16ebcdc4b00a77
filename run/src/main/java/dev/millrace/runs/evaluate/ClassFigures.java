package dev.millrace.runs.evaluate;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

import dev.millrace.flow.evaluate.ClassQuality;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Subject;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;

/** Measures each class of a flow against its own data. */
public final class ClassFigures {
  private ClassFigures() {
  }

  /**
   * Measures the classes of a flow.
   *
   * @param flow the run
   * @param subject the flow in the units of the figures
   * @param plan what to measure
   * @param seed seed of the noise and of the true points
   * @param threads number of threads; the figures do not depend on it
   * @param caller hears the progress
   * @return the quality of each class by its name; empty if the network is not told classes
   */
  public static SequencedMap<String, ClassQuality> measure(PointRun flow, Subject subject, StepCounts.Plan plan,
      Seed seed, int threads, Caller caller) {
    SequencedMap<String, ClassQuality> figures = new LinkedHashMap<>();
    if (flow.isOfClasses()) {
      Classes classes = flow.classes();
      try (Work work = caller.begin("measuring classes", classes.count())) {
        ClassQuality.measure(subject, plan, seed, threads, done -> work.at(done, ""))
            .forEach(quality -> figures.put(classes.name(quality.label()), quality));
      }
    }
    return figures;
  }
}
