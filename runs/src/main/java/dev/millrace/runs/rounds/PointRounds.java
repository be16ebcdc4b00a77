package dev.millrace.runs.rounds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.runs.work.Work;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of reflow on points.
 *
 * @param base options of a new flow, except its pairs and its time distribution
 * @param plan how the pairs are made, and what is shown
 * @param caller hears the progress and may cancel
 */
public record PointRounds(RunConfig base, Plan plan, Caller caller) implements ReflowRounds {
  /**
   * The settings that all rounds share.
   *
   * @param pairs number of pairs per round
   * @param solver the solver that makes the pairs
   * @param steps number of steps of the solver
   * @param guidance of a teacher with classes, in the first round; its pupils have learnt it
   * @param inverted fraction of the pairs that start from real data
   * @param fromScratch whether new flows start from random weights
   * @param count number of points in the report; none for the default
   */
  public record Plan(int pairs, Tableau solver, int steps, double guidance, double inverted, boolean fromScratch,
      @Nullable Integer count) {}

  @Override
  public void round(RunDirectory teacher, String time, int round, RunDirectory pupil, String name)
      throws IOException {
    boolean begun = Files.exists(pupil.configFile());
    if (begun && pupil.isTrained()) {
      return;
    }
    if (!Files.exists(pupil.pairsFile())) {
      makePairs(teacher.model(), round, pupil.pairsFile(), name);
    }
    MlpTraining training = MlpTraining.ofPairs(
        ConfigFile.over(base, "", Map.of("coupling", "pairs:" + pupil.pairsFile(), "time", time)),
        teacher.model().standardizer(), caller);
    var recorded = new RecordedTraining.Plan(name, plan.fromScratch() ? Optional.empty() : Optional.of(teacher),
        begun);
    RecordedTraining.run(training, pupil, recorded, caller);
  }

  private void makePairs(FlowModel teacher, int round, Path file, String name) throws IOException {
    int pairs = plan.pairs();
    int dim = teacher.velocity().shape().dim();
    Sampler sampler = new Sampler(new FixedStepSolver(plan.solver(), TimeGrid.uniform(plan.steps())),
        base.resolvedThreads());
    Reflow reflow = new Reflow(teacher.velocity(), round == 1 ? plan.guidance() : 1, sampler, new Seed(base.seed()),
        round);
    int fromData = (int) Math.round(plan.inverted() * pairs);
    try (Work work = caller.begin(name + ", pairs", pairs)) {
      IntConsumer first = done -> {
        work.at(done, "");
        if (caller.isCancelled()) {
          throw new StoppedException("stopped after %d of %d pairs".formatted(done, pairs));
        }
      };
      IntConsumer second = done -> first.accept(pairs - fromData + done);
      FixedPairs made = fromData == pairs
          ? reflow.inverted(data(teacher), pairs, second)
          : reflow.pairs(DataSource.source(teacher.source(), dim), pairs - fromData, first);
      if (fromData > 0 && fromData < pairs) {
        made = made.and(reflow.inverted(data(teacher), fromData, second));
      }
      Couplings.writePairs(file, made);
    }
  }

  /** The data, encoded as for the teacher. */
  private Distribution data(FlowModel teacher) throws IOException {
    return DataSource.of(base.data(), base.csvHeader(), base.labels(), teacher.standardizer()).learnt();
  }

  @Override
  public String report(List<RunDirectory> runs, Optional<RunDirectory> jumping) throws IOException {
    List<PointRun> flows = new ArrayList<>();
    for (RunDirectory each : runs) {
      flows.add(PointRun.of(each, caller).named(flows.isEmpty() ? "before" : "round " + flows.size()));
    }
    int points = flows.getFirst().count(plan.count());
    RoundReport report = RoundReport.measure(flows, points, new Seed(base.seed()), base.resolvedThreads(),
        caller);
    report.write();
    try (Work _ = caller.begin("drawing pictures")) {
      RunPictures.drawAfterTraining(runs.getLast(), caller);
    }
    return report.text();
  }
}
