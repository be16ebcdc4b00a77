package dev.millrace.cli;

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
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImagePairs;
import dev.millrace.torch.Torch;

/**
 * Rounds of reflow on images. Pairs are stored in the new flow's folder {@code pairs}, in files that are complete or
 * absent, so that making them resumes where it was stopped.
 *
 * @param base options of a new flow, except its pairs and its time distribution
 * @param plan how the pairs are made, and what is shown
 * @param stop whether the user has asked for it to stop
 * @param memory the limit that each training must fit into
 */
record ImageRounds(ImageConfig base, Plan plan, StopSignal stop, MemoryLimit memory) implements ReflowRounds {
  /**
   * The settings that all rounds share.
   *
   * @param pairs number of pairs per round
   * @param solver the solver that makes the pairs
   * @param steps number of steps of the solver
   * @param guidance weight of guidance of the first teacher; the new flows have learnt it
   * @param fromScratch whether new flows start from random weights
   * @param quiet whether no progress is shown
   * @param resumeCommand the command line that resumes the reflow
   */
  record Plan(int pairs, Tableau solver, int steps, double guidance, boolean fromScratch, boolean quiet,
      String resumeCommand) {}

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
    var work = new RecordedTraining.Work(name, plan.fromScratch() ? Optional.empty() : Optional.of(teacher), begun,
        plan.resumeCommand(), plan.quiet());
    try (ImageTraining training = ImageTraining.of(config, true, memory)) {
      RecordedTraining.run(training, pupil, work, stop);
    }
  }

  private void makePairs(ImageModel teacher, Path folder, int round, String name) throws IOException {
    double guidance = round == 1 ? plan.guidance() : 1;
    String origin = "%s, %s with %d steps, guidance %s".formatted(
        Sha256.of(teacher.weights(), ByteOrder.LITTLE_ENDIAN), plan.solver().name(), plan.steps(), guidance);
    ImagePairs pairs = new ImagePairs(folder, teacher.net(), plan.pairs(), new Seed(base.seed()), round, origin);
    if (pairs.isComplete()) {
      return;
    }
    try (Progress progress = Progress.show(name + ", pairs", plan.pairs(), plan.quiet());
        Torch torch = Torch.open(base.torchOptions());
        ImageFlow flow = new ImageFlow(torch, teacher)) {
      pairs.make(flow, new FixedStepSolver(plan.solver(), TimeGrid.uniform(plan.steps())), guidance, done -> {
        progress.at(done, "");
        if (stop.getAsBoolean()) {
          throw new StoppedException(
              "stopped after %d of %d pairs; continue with: %s".formatted(done, plan.pairs(), plan.resumeCommand()));
        }
      });
    }
  }

  @Override
  public void report(List<RunDirectory> flows, Optional<RunDirectory> jumping) throws IOException {
    RunDirectory last = flows.size() > 1 ? flows.getLast() : jumping.orElseThrow();
    try (Torch torch = Torch.open(base.torchOptions())) {
      ImageData data = base.readData();
      ImageRoundReport report = ImageRoundReport.measure(flows, jumping, data, torch,
          Workers.orAllProcessors(base.threads()), plan.quiet());
      report.write(torch);
      try (Progress _ = Progress.drawing(plan.quiet())) {
        ImageRunPictures.draw(ImageRun.of(last), () -> data, torch, "all");
      }
      if (!plan.quiet()) {
        System.out.printf(
            "%n%s%nrun         %s%npictures    %s%nnext        %s%n            %s%n", report.text(), last.path(),
            last.plots(), CommandName.with("sample", last.path(), "--steps", "1", "--out", "grid.png"),
            CommandName.with("report", last.path()));
      }
    }
  }
}
