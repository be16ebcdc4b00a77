package dev.millrace.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Network;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;
import dev.millrace.torch.TorchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What release 0.1 wrote, in {@code fixtures/0.1}, opens, samples alike, and is resumed. */
class OldRunsTests {
  @TempDir
  Path folder = Path.of("");

  private static Path fixture(String name) {
    try {
      URI where = Objects.requireNonNull(OldRunsTests.class.getResource("/fixtures/0.1/" + name)).toURI();
      return Path.of(where);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A copy that may be changed. */
  private Path copy(String name) throws IOException {
    Path from = fixture(name);
    Path to = folder.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  private float[] samples(Path run, String... options) throws IOException {
    Path out = folder.resolve("again.npy");
    List<String> command = new ArrayList<>(List.of("sample", run.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("--seed", "5", "--quiet", "--out", out.toString()));
    Outcome.of(command.toArray(String[]::new)).succeeded();
    return Npy.read(out).values();
  }

  @Test
  void runsOfPointsSampleTheSameBytes() throws IOException {
    float[] points = samples(copy("points"), "--count", "40", "--steps", "6");
    assertArrayEquals(Npy.read(fixture("points/samples.npy")).values(), points);
    float[] straight = samples(copy("reflow"), "--count", "40", "--steps", "1");
    assertArrayEquals(Npy.read(fixture("reflow/samples.npy")).values(), straight);
  }

  @Test
  void runsOfImagesSampleAlike() throws IOException {
    float[] images = samples(copy("images"), "--count", "6", "--class", "1", "--guidance", "1.5", "--steps", "4",
        "--precision", "fp32");
    // Convolutions may differ in the last digits from one processor to another.
    assertArrayEquals(Npy.read(fixture("images/samples.npy")).values(), images, 1e-4f);
  }

  @Test
  void aTrainingOfPointsGoesOnToTheSameWeights() throws IOException {
    Path run = copy("points");
    KillHarness.delete(run.resolve("checkpoints/step-000000120"));
    Files.delete(run.resolve("model.safetensors"));
    Outcome.of("train", "--resume", "--out", run.toString(), "--quiet", "--no-plots").succeeded();
    assertArrayEquals(FlowModel.read(fixture("points/model.safetensors")).velocity().toFlat(),
        FlowModel.read(run.resolve("model.safetensors")).velocity().toFlat());
  }

  private static Checkpoint newest(Path run) throws IOException {
    return new CheckpointStore(run.resolve("checkpoints")).newest().checkpoint().orElseThrow();
  }

  @Test
  void checkpointsOfBothEnginesAreRead() throws IOException {
    for (String name : List.of("points", "reflow")) {
      Path run = copy(name);
      MlpNetwork network = new MlpNetwork(new RunDirectory(run).model().velocity().shape());
      TrainingState state = StateFile.read(newest(run), network);
      assertEquals(name.equals("points") ? 120 : 60, state.step());
      assertArrayEquals(new RunDirectory(run).model().velocity().toFlat(), network.field(state.average()).toFlat());
      Network wider = new MlpNetwork(network.shape().withClasses(2));
      var e = assertThrows(InvalidInputException.class, () -> StateFile.read(newest(run), wider));
      assertTrue(String.valueOf(e.getMessage()).contains("not a checkpoint of this network"), e::toString);
    }
    Path run = copy("images");
    ImageModel model = ImageModel.read(run.resolve("model.safetensors"));
    try (Torch torch = Torch.open(
        new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 1))) {
      TorchNetwork network = new TorchNetwork(torch, model.net(), 5);
      TrainingState state = StateFile.read(newest(run), network);
      assertEquals(20, state.step());
      assertArrayEquals(model.weights(), state.average());
      assertTrue(state.isFinite());
    }
  }
}
