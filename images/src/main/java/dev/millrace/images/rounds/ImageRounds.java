package dev.millrace.images.rounds;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.StoredPairs;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.images.draw.ImageRunPictures;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.runs.rounds.Base;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.runs.work.Work;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.Torch;

/**
 * Rounds of reflow on images. Pairs are stored in the new flow's folder {@code pairs}, in files that are complete or
 * absent, so that making them resumes where it was stopped.
 */
public final class ImageRounds implements ReflowRounds {
  private static final int USUAL_PAIRS = 40_000;
  /** Steps with which a flow makes pairs, if nothing else is said. */
  public static final int USUAL_STEPS = 6;
  /** Copies of the pairs: as made, as written, as read, and as trained on. */
  private static final int COPIES_OF_PAIRS = 4;

  private final ImageConfig base;
  private final ReflowOptions options;
  private final Caller caller;
  private final int count;

  /**
   * Checks the options.
   *
   * @param teacher the run whose flow is straightened
   * @param options how to reflow
   * @param caller hears of the work and may cancel it
   * @throws InvalidInputException if one has no meaning for images, or is out of range
   * @throws IOException if reading or writing fails
   */
  public ImageRounds(RunDirectory teacher, ReflowOptions options, Caller caller) throws IOException {
    if (options.inverted() != null) {
      throw new InvalidInputException("`inverted` " + options.inverted() + ": images are made from noise only");
    }
    this.options = options;
    this.caller = caller;
    count = options.pairs() == null ? USUAL_PAIRS : options.pairs();
    base = Base.of(ImageRun.config(teacher), options, count);
    caller.memory().requireNumbers(count + " pairs", count, ImageRun.of(teacher).net().dim(), COPIES_OF_PAIRS);
  }

  @Override
  public ImageConfig base() {
    return base;
  }

  @Override
  public Training training(TrainingConfig config, RunDirectory teacher) throws IOException {
    return ImageTraining.of((ImageConfig) config, true, caller.memory());
  }

  @Override
  public String pairs(RunDirectory run, int round, RunDirectory pupil, String name) throws IOException {
    Path folder = pupil.path().resolve("pairs");
    ImageModel teacher = ImageRun.of(run).model();
    double guidance = round == 1 && options.guidance() != null ? options.guidance() : 1;
    int steps = options.teacherSteps() == null ? USUAL_STEPS : options.teacherSteps();
    String origin = "%s, %s with %d steps, guidance %s".formatted(
        Sha256.of(teacher.weights(), ByteOrder.LITTLE_ENDIAN), options.tableau().name(), steps, guidance);
    StoredPairs pairs = new StoredPairs(folder, teacher.net().imageShape(), teacher.net().classes(), count,
        new Seed(base.seed()), round, origin);
    if (!pairs.isComplete()) {
      try (Work work = caller.begin(name + ", pairs", count);
          Torch torch = Torch.open(base.torchOptions());
          ImageFlow flow = new ImageFlow(torch, teacher).checking(caller.check(pupil, "making pairs"))) {
        FixedStepSolver solver = new FixedStepSolver(options.tableau(), TimeGrid.uniform(steps));
        pairs.make((x0, labels, made) -> flow.sample(solver, x0, labels, guidance, made).points(), done -> {
          work.at(done, "");
          if (caller.isCancelled()) {
            throw new StoppedException("stopped after %d of %d pairs".formatted(done, count), pupil);
          }
        });
      }
    }
    return "pairs:" + folder;
  }

  @Override
  public String report(List<RunDirectory> flows, Optional<RunDirectory> jumping) throws IOException {
    RunDirectory last = flows.size() > 1 ? flows.getLast() : jumping.orElseThrow();
    try (Torch torch = Torch.open(base.torchOptions())) {
      ImageData data = base.readData();
      ImageRoundReport report = ImageRoundReport.measure(flows, jumping, data, torch,
          Workers.orAllProcessors(base.threads()), caller);
      report.write(torch);
      try (Work _ = caller.begin("drawing pictures")) {
        ImageRunPictures.draw(ImageRun.of(last), () -> data, torch, "all");
      }
      return report.text();
    }
  }
}
