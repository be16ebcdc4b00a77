package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import dev.millrace.cli.terminal.Console;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageTrainingTests {
  private static final int STEPS = 8;

  @TempDir
  Path folder = Path.of("");
  private String data = "";

  @BeforeEach
  void writeImages() throws IOException {
    data = Halves.write(folder.resolve("tiny"));
  }

  private ImageConfig config(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>(Map.of("data", data, "steps", STEPS, "batch", 10, "micro", 4,
        "warmup", 5, "checkpoint-every", 5, "sample-every", 0, "seed", 3, "threads", 2));
    options.putAll(more);
    return ConfigFile.over(ImageConfig.defaults(), "", options);
  }

  private static void train(RunDirectory run, ImageConfig config, boolean resume, BooleanSupplier stop)
      throws IOException {
    try (ImageTraining training = ImageTraining.of(config, false, MemoryLimit.ofJava())) {
      RecordedTraining.run(training, run,
          new RecordedTraining.Plan("test", Optional.empty(), resume),
          new Caller(new Console(true), stop, MemoryLimit.ofJava()));
    }
  }

  private RunDirectory run(String name) throws IOException {
    return new RunDirectory(Files.createDirectories(folder.resolve(name)));
  }

  private static BooleanSupplier afterSteps(int steps) {
    AtomicInteger left = new AtomicInteger(steps);
    return () -> left.decrementAndGet() <= 0;
  }

  private static byte[] finalState(RunDirectory run) throws IOException {
    return Files.readAllBytes(run.checkpoints().resolve("step-%09d/state.safetensors".formatted(STEPS)));
  }

  private void stopAndGoOn(ImageConfig config) throws IOException {
    RunDirectory whole = run("whole");
    train(whole, config, false, () -> false);
    RunDirectory resumed = run("resumed");
    boolean resume = false;
    for (int steps : new int[]{3, 1, 3}) {
      boolean begun = resume;
      assertThrows(StoppedException.class, () -> train(resumed, config, begun, afterSteps(steps)));
      assertFalse(Files.exists(resumed.modelFile()));
      resume = true;
    }
    train(resumed, config, true, () -> false);
    assertArrayEquals(finalState(whole), finalState(resumed));
    assertArrayEquals(Files.readAllBytes(whole.modelFile()), Files.readAllBytes(resumed.modelFile()));
    assertEquals(whole.readLog().stream().map(TrainingLog.Line::weights).toList(),
        resumed.readLog().stream().map(TrainingLog.Line::weights).toList());
  }

  @Test
  void aTrainingThatWasStoppedEndsWithTheSameBytes() throws IOException {
    stopAndGoOn(config(Map.of()));
  }

  @Test
  void alsoInPoolsWithinClassesMirroredInFullPrecision() throws IOException {
    stopAndGoOn(config(Map.of("coupling", "ot", "coupling-batch", 30, "class-aware", true, "flip", true, "precision",
        "fp32", "time", "logit-normal", "path", "cosine", "label-dropout", 0.5)));
  }

  @Test
  void theCommandLeavesARunThatVerifies() throws IOException {
    Path out = folder.resolve("run");
    Outcome trained = Outcome.of("train", data, "--steps", "20", "--batch", "6", "--micro", "4", "--sample-every",
        "10", "--checkpoint-every", "10", "--no-evaluation", "--out", out.toString()).succeeded();
    assertTrue(trained.out().contains("LibTorch"), trained.out());
    for (String file : List.of("run.yaml", "model.safetensors", "training.jsonl", "plots/learning-000010.png",
        "plots/learning-000020.png", "checkpoints/step-000000020/manifest.json")) {
      assertTrue(Files.isRegularFile(out.resolve(file)), file);
    }
    RunDirectory run = RunDirectory.openTrained(out);
    ImageModel model = ImageRun.of(run).model();
    assertEquals(List.of(1, 8, 8, 2), List.of(model.net().channels(), model.net().height(), model.net().width(),
        model.net().classes()));
    assertEquals(List.of("0", "1"), model.classNames());
    assertTrue(ConfigFile.provenance(run.configFile()).getOrDefault("engine", "").contains("cpu"));
    assertEquals(6, ImageRun.config(run).batch());
    Outcome verified = Outcome.of("verify", out.toString(), "--threads", "1", "--quiet").succeeded();
    assertTrue(verified.out().contains("the same bytes"), verified.out());
  }

  @Test
  void otherDataAreRefused() throws IOException {
    Path out = folder.resolve("run");
    Outcome.of("train", data, "--steps", "4", "--batch", "4", "--no-plots", "--no-evaluation", "--out",
        out.toString()).succeeded();
    Path images = folder.resolve("tiny/train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    bytes[100] ^= 1;
    Files.write(images, bytes);
    for (String verb : List.of("verify", "train")) {
      List<String> arguments = new ArrayList<>(verb.equals("verify")
          ? List.of(verb, out.toString())
          : List.of(verb, "--resume", "--steps", "20", "--out", out.toString()));
      Outcome refused = Outcome.of(arguments.toArray(String[]::new));
      assertEquals(2, refused.status(), refused.err());
      assertTrue(refused.err().contains("was trained on other data than idx:"), refused.err());
    }
  }

  @Test
  void divergenceKeepsTheLastGoodStateAndRollsBackWhereAskedTo() throws IOException {
    Path out = folder.resolve("run");
    Outcome stopped = Outcome.of("train", data, "--steps", "20", "--batch", "4", "--lr", "1e5", "--weight-decay", "0",
        "--warmup", "0", "--clip", "0", "--precision", "fp32", "--no-plots", "--out", out.toString());
    assertEquals(1, stopped.status(), stopped.err());
    assertTrue(stopped.err().contains("training diverged at step"), stopped.err());
    for (float weight : ImageModel.read(out.resolve("model.safetensors")).weights()) {
      assertTrue(Float.isFinite(weight));
    }
    Outcome rolled = Outcome.of("train", data, "--steps", "20", "--batch", "4", "--lr", "1e5", "--weight-decay", "0",
        "--warmup", "0", "--clip", "0", "--precision", "fp32", "--on-divergence", "rollback", "--no-plots",
        "--no-evaluation", "--out",
        folder.resolve("rolled").toString());
    assertTrue(rolled.err().contains("back to step 0 with 1/2 of the learning rate"), rolled.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      train moons --net small                       | --net: not an option for moons, which are points, not images
      train DATA --hidden 3                         | --hidden: not an option for
      train DATA --net big                          | net 'big': unknown name; expected one of: lesson
      train DATA --batch 61                         | 60 images, expected at least --batch 61
      train DATA --coupling semidiscrete            | coupling 'semidiscrete': unknown name
      train DATA --coupling pairs:nowhere           | nowhere: holds no pairs of a trained flow
      train DATA --device cuda                      | device cuda:
      train DATA --precision fp64                   | precision 'fp64': unknown name; expected one of: auto
      train DATA --label-dropout 2                  | --label-dropout 2.0: expected a share from 0 to 1
      train DATA --sample-every 5                   | --sample-every 5: expected a multiple of 10
      train DATA --size 8                           | takes no --size and no --channels
      train DATA --micro 200                        | --micro 200: expected 0 to 64
      train DATA --batch 8 --max-memory 300m        | training with --net small, --batch 8, --micro 4 takes about
      train idx:nowhere                             | idx:nowhere: no such folder
      train images:nowhere                          | images:nowhere: no such folder
      """)
  void wrongOptionsAreOneLineAndLeaveNothing(String line, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(line.replace("DATA", data).split(" +")));
    Path out = folder.resolve("none");
    arguments.addAll(List.of("--out", out.toString()));
    Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: ") && outcome.err().contains(message), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertFalse(Files.exists(out));
  }
}
