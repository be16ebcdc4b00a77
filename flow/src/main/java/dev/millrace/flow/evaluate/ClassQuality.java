package dev.millrace.flow.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.random.Seed;

/**
 * How near the samples of one class are to true points of that class.
 *
 * @param label the class
 * @param count n, the number of samples and of true points per repeat; 0 if the data have too few of the class
 * @param steps steps of the solver
 * @param w2 W2 between n samples and n true points, in the units of the data; NaN if it could not be measured
 * @param floor W2 between two independent sets of n true points, which a perfect sampler reaches
 */
public record ClassQuality(int label, int count, int steps, Estimate w2, Estimate floor) {
  /**
   * Measures every class of a flow whose network is told classes, with the most steps of a plan. All classes together
   * have as many points as the plan.
   *
   * @param subject the flow and what it is compared with
   * @param plan what to measure
   * @param seed seed of the noise and of the true points
   * @param threads number of threads; the figures do not depend on it
   * @param progress receives the number of finished classes
   * @return the figures by class
   */
  public static List<ClassQuality> measure(Subject subject, StepCounts.Plan plan, Seed seed, int threads,
      IntConsumer progress) {
    int most = plan.nfes().stream().mapToInt(n -> n).max().orElseThrow();
    int classes = subject.data().classes();
    List<ClassQuality> measured = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      Distribution data = subject.data().ofClass(label);
      int count = Math.min(Math.max(1, plan.count() / classes), Subject.largestCount(data));
      if (count < 1) {
        Estimate unknown = new Estimate(Double.NaN, Double.NaN);
        measured.add(new ClassQuality(label, 0, most / plan.method().stages().size(), unknown, unknown));
      } else {
        StepCounts counts = StepCounts.measure(subject.ofClass(label),
            new StepCounts.Plan(plan.method(), List.of(most), count, plan.repeats()), seed, threads, _ -> {});
        StepCounts.Row row = counts.rows().getFirst();
        measured.add(new ClassQuality(label, count, row.steps(), row.w2(), counts.plainFloor()));
      }
      progress.accept(label + 1);
    }
    return measured;
  }
}
