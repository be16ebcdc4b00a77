package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.Torch;

/** A hundred thousand training steps with a checkpoint every thousand, and ten thousand sample calls, of each engine: memory must stay flat. */
final class Soak {
  private static final int STEPS = 100_000;
  private static final int CALLS = 10_000;
  private static final int POINTS = 10;
  private static final double MOST_HEAP_MB = 2;
  private static final double MOST_PROCESS_MB = 24;

  private record Memory(double heap, double process) {
    static Memory now() throws IOException {
      System.gc();
      Runtime java = Runtime.getRuntime();
      String status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.UTF_8);
      double kilobytes = status.lines().filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", ""))).findFirst().orElse(Double.NaN);
      return new Memory((java.totalMemory() - java.freeMemory()) / 1048576.0, kilobytes / 1024);
    }
  }

  private final List<Memory> seen = new ArrayList<>();

  private Soak() {
  }

  /** Prints the memory after each tenth, and exits with 1 if it grew. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("millrace-soak");
    RunDirectory points = new RunDirectory(Files.createDirectory(folder.resolve("points")));
    RunConfig config = ConfigFile.over(RunConfig.defaults(), "",
        Map.of("steps", STEPS, "batch", 32, "hidden", 32, "layers", 2, "coupling", "ot", "checkpoint-every", 1000));
    boolean flat = new Soak().training(MlpTraining.withoutRemarks(config, Caller.silent()), points)
        && new Soak().sampling(points);
    RunDirectory images = new RunDirectory(Files.createDirectory(folder.resolve("images")));
    ImageConfig ofImages = ConfigFile.over(ImageConfig.defaults(), "",
        Map.of("data", "digits", "net", "lesson", "steps", STEPS, "batch", 2, "checkpoint-every", 1000));
    try (ImageTraining training = ImageTraining.of(ofImages, false, MemoryLimit.ofJava())) {
      flat &= new Soak().training(training, images) && new Soak().imageSampling(training.torch(), images);
    }
    KillHarness.delete(folder);
    System.exit(flat ? 0 : 1);
  }

  private boolean training(Training training, RunDirectory run) throws IOException {
    int[] step = {0};
    RecordedTraining.run(training, run, new RecordedTraining.Plan("soak", Optional.empty(), false),
        new Caller(_ -> {}, () -> {
          if (++step[0] % (STEPS / POINTS) == 0) {
            note(training.engine() + ", step", step[0]);
          }
          return false;
        }, MemoryLimit.ofJava()));
    return isFlat();
  }

  private boolean sampling(RunDirectory run) throws IOException {
    var model = run.model().velocity();
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.ALL.getFirst(), TimeGrid.uniform(4)), 2);
    float[] x0 = new float[2 * 200];
    for (int call = 1; call <= CALLS; call++) {
      x0[call % x0.length] = sampler.sample(model, x0, 2).points()[0];
      if (call % (CALLS / POINTS) == 0) {
        note("sample call", call);
      }
    }
    return isFlat();
  }

  private boolean imageSampling(Torch torch, RunDirectory run) throws IOException {
    ImageModel model = ImageModel.read(run.modelFile());
    FixedStepSolver solver = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(2));
    float[] x0 = new float[4 * model.net().dim()];
    try (ImageFlow flow = new ImageFlow(torch, model.net(), model.weights())) {
      for (int call = 1; call <= CALLS; call++) {
        x0[call % x0.length] = flow.sample(solver, x0, new int[0], 1).points()[0];
        if (call % (CALLS / POINTS) == 0) {
          note("sample call of images", call);
        }
      }
    }
    return isFlat();
  }

  private void note(String what, int count) {
    try {
      seen.add(Memory.now());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    System.out.printf("%s %,d: heap %.1f MB, process %.1f MB%n", what, count, seen.getLast().heap,
        seen.getLast().process);
  }

  /** From the third point on, for compilers and heaps take some time to settle. */
  private boolean isFlat() {
    Memory settled = seen.get(2);
    double heap = seen.getLast().heap - settled.heap;
    double process = seen.getLast().process - settled.process;
    System.out.printf("since the third point: heap %+.1f MB, process %+.1f MB%n", heap, process);
    return heap < MOST_HEAP_MB && process < MOST_PROCESS_MB;
  }
}
