package dev.millrace.runs.rounds;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.OneStep;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.runs.work.Work;

/** Rounds of reflow on points. */
public final class PointRounds implements ReflowRounds {
  private static final int USUAL_PAIRS = 100_000;
  private static final int USUAL_STEPS = 50;
  private static final int STEPS_FACTOR = 4;
  /** Copies of the pairs: as made, as written, as read, and as trained on. */
  private static final int COPIES_OF_PAIRS = 4;

  private final RunConfig base;
  private final ReflowOptions options;
  private final Caller caller;
  private final int pairs;
  private final double guidance;
  private final double inverted;

  /**
   * Checks the options.
   *
   * @param teacher the run whose flow is straightened
   * @param options how to reflow
   * @param caller hears of the work and may cancel it
   * @throws InvalidInputException if one has no meaning for points, or is out of range
   * @throws IOException if reading or writing fails
   */
  public PointRounds(RunDirectory teacher, ReflowOptions options, Caller caller) throws IOException {
    this.options = options;
    this.caller = caller;
    pairs = options.pairs() == null ? USUAL_PAIRS : options.pairs();
    inverted = options.inverted() == null ? 0 : options.inverted();
    RunConfig trained = ConfigFile.read(teacher.configFile());
    FlowModel model = teacher.model();
    guidance = Classes.of(teacher, model, trained).guidance(options.guidance());
    base = Base.of(longer(trained), options, pairs);
    if (!(inverted >= 0 && inverted <= 1)) {
      throw new InvalidInputException("`inverted` " + inverted + ": expected a share from 0 to 1");
    }
    int dim = model.velocity().shape().dim();
    caller.memory().require(base, dim);
    caller.memory().requireNumbers(pairs + " pairs", pairs, dim, 2L * COPIES_OF_PAIRS);
    PointRun flow = PointRun.of(teacher, caller);
    if (options.report()) {
      flow.warnOfFew(flow.count(options.count()), caller);
    }
  }

  /**
   * The loss of the new flow is nearly 0 and its gradient has little noise, so that more steps are useful. If the
   * teacher is itself from a reflow, it has already been trained with more steps.
   */
  private static RunConfig longer(RunConfig config) {
    if (config.coupling().startsWith("pairs:")) {
      return config;
    }
    int steps = (int) Math.min(Integer.MAX_VALUE, (long) STEPS_FACTOR * config.steps());
    return ConfigFile.over(config, "", Map.of("steps", steps));
  }

  /**
   * {@return the usual options of a new flow, except its pairs; they are not checked}
   *
   * @param teacher the options of the teacher
   */
  public static RunConfig usual(RunConfig teacher) {
    return ConfigFile.over(Base.straight(longer(teacher), Map.of()), "", Map.of("time", OneStep.TIME.spec()));
  }

  @Override
  public RunConfig base() {
    return base;
  }

  /** The pairs are a map, so that rows at t = 0 learn one step. */
  @Override
  public String usualTime() {
    return OneStep.TIME.spec();
  }

  @Override
  public String pairs(RunDirectory teacher, int round, RunDirectory pupil, String name) throws IOException {
    if (!Files.exists(pupil.pairsFile())) {
      makePairs(teacher.model(), round, pupil, name);
    }
    return "pairs:" + pupil.pairsFile();
  }

  @Override
  public Training training(TrainingConfig config, RunDirectory teacher) throws IOException {
    return MlpTraining.ofPairs((RunConfig) config, teacher.model(), caller);
  }

  private void makePairs(FlowModel teacher, int round, RunDirectory pupil, String name) throws IOException {
    int dim = teacher.velocity().shape().dim();
    int steps = options.teacherSteps() == null ? USUAL_STEPS : options.teacherSteps();
    Sampler sampler = new Sampler(new FixedStepSolver(options.tableau(), TimeGrid.uniform(steps)),
        base.resolvedThreads());
    Reflow reflow = new Reflow(teacher.velocity(), round == 1 ? guidance : 1, sampler, new Seed(base.seed()),
        round);
    int fromData = (int) Math.round(inverted * pairs);
    try (Work work = caller.begin(name + ", pairs", pairs)) {
      IntConsumer first = done -> {
        work.at(done, "");
        // All pairs are written, and not made again.
        if (done < pairs && caller.isCancelled()) {
          throw new StoppedException(String.format(Locale.ROOT,
              "stopped after %,d of %,d pairs, which will be made again", done, pairs), pupil);
        }
      };
      IntConsumer second = done -> first.accept(pairs - fromData + done);
      FixedPairs made = fromData == pairs
          ? reflow.inverted(data(teacher), pairs, second)
          : reflow.pairs(DataSource.source(teacher.source(), dim), pairs - fromData, first);
      if (fromData > 0 && fromData < pairs) {
        made = made.and(reflow.inverted(data(teacher), fromData, second));
      }
      Couplings.writePairs(pupil.pairsFile(), made);
    }
  }

  /** The data, encoded as for the teacher. */
  private Distribution data(FlowModel teacher) throws IOException {
    return DataSource.of(base.data(), base.csvHeader(), base.labels(), teacher).learnt();
  }

  @Override
  public String report(List<RunDirectory> runs, Optional<RunDirectory> jumping) throws IOException {
    List<PointRun> flows = new ArrayList<>();
    Optional<PointRun> distilled = jumping.isPresent() && runs.size() > 1
        ? Optional.of(PointRun.of(jumping.get(), caller).named("distilled"))
        : Optional.empty();
    for (RunDirectory each : runs) {
      flows.add(PointRun.of(each, caller).named(flows.isEmpty() ? "before" : "round " + flows.size()));
    }
    int points = flows.getFirst().count(options.count());
    RoundReport report = RoundReport.measure(flows, points, new Seed(base.seed()), base.resolvedThreads(),
        caller);
    report.write();
    try (Work _ = caller.begin("drawing pictures")) {
      RunPictures.drawAfterTraining(runs.getLast(), caller);
    }
    return report.text() + (distilled.isPresent() ? oneStep(distilled.get(), points) : "");
  }

  /** The flow that was distilled is good for one step only. */
  private String oneStep(PointRun distilled, int points) throws IOException {
    StepCounts.Plan plan = new StepCounts.Plan(Tableau.EULER, List.of(1), points, RoundReport.REPEATS);
    try (Work work = caller.begin("measuring", RoundReport.REPEATS)) {
      StepCounts counts = StepCounts.measure(distilled.subject(), plan, new Seed(base.seed()), base.resolvedThreads(),
          done -> work.at(done, "draws of the distilled flow"));
      return TextTable.paragraph("distilled flow, for one step only: W2 %s with 1 step; in %s",
          counts.rows().getFirst().w2(), distilled.run().path());
    }
  }
}
