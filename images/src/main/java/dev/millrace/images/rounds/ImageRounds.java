package dev.millrace.images.rounds;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.StoredPairs;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.draw.ImageRunPictures;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.train.RecordedTraining;
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
 *
 * @param base options of a new flow, except its pairs and its time distribution
 * @param plan how the pairs are made, and what is shown
 * @param caller hears the progress and may cancel; each training must fit into its memory
 */
public record ImageRounds(ImageConfig base, Plan plan, Caller caller) implements ReflowRounds {
  /**
   * The settings that all rounds share.
   *
   * @param pairs number of pairs per round
   * @param solver the solver that makes the pairs
   * @param steps number of steps of the solver
   * @param guidance weight of guidance of the first teacher; the new flows have learnt it
   * @param fromScratch whether new flows start from random weights
   */
  public record Plan(int pairs, Tableau solver, int steps, double guidance, boolean fromScratch) {}

  @Override
  public void round(RunDirectory teacher, String time, int round, RunDirectory pupil, String name)
      throws IOException {
    boolean begun = Files.exists(pupil.configFile());
    if (begun && pupil.isTrained()) {
      return;
    }
    Path folder = pupil.path().resolve("pairs");
    makePairs(ImageRun.of(teacher).model(), folder, round, name);
    ImageConfig config = ConfigFile.over(base, "", Map.of("coupling", "pairs:" + folder, "time", time));
    var recorded = new RecordedTraining.Plan(name, plan.fromScratch() ? Optional.empty() : Optional.of(teacher),
        begun);
    try (ImageTraining training = ImageTraining.of(config, true, caller.memory())) {
      RecordedTraining.run(training, pupil, recorded, caller);
    }
  }

  private void makePairs(ImageModel teacher, Path folder, int round, String name) throws IOException {
    double guidance = round == 1 ? plan.guidance() : 1;
    String origin = "%s, %s with %d steps, guidance %s".formatted(
        Sha256.of(teacher.weights(), ByteOrder.LITTLE_ENDIAN), plan.solver().name(), plan.steps(), guidance);
    StoredPairs pairs = new StoredPairs(folder, teacher.net().imageShape(), teacher.net().classes(), plan.pairs(),
        new Seed(base.seed()), round, origin);
    if (pairs.isComplete()) {
      return;
    }
    try (Work work = caller.begin(name + ", pairs", plan.pairs());
        Torch torch = Torch.open(base.torchOptions());
        ImageFlow flow = new ImageFlow(torch, teacher)) {
      FixedStepSolver solver = new FixedStepSolver(plan.solver(), TimeGrid.uniform(plan.steps()));
      pairs.make((x0, labels, made) -> flow.sample(solver, x0, labels, guidance, made).points(), done -> {
        work.at(done, "");
        if (caller.isCancelled()) {
          throw new StoppedException("stopped after %d of %d pairs".formatted(done, plan.pairs()));
        }
      });
    }
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
