package dev.millrace.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import dev.millrace.Flow;
import dev.millrace.SamplingOptions;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.runs.kind.Foreign;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.manage.Imported;
import dev.millrace.runs.work.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Networks that PyTorch 2.13 made under names of other programs, with its velocities and its samples by 8 Euler steps;
 * {@code bench/peers/foreign_fixtures.py} wrote the files.
 */
class ImportedFromPyTorchTests {
  private static final float CLOSE = 1e-5f;
  private static final int STEPS = 8;

  @TempDir
  private Path folder = Path.of("");

  private static Path resource(String name) {
    return Path.of("src/test/resources/dev/millrace/runs/foreign", name + ".safetensors");
  }

  private Imported imported(Path file, Foreign said) throws IOException {
    return Imported.of(Kinds.load(), file, said, new TrainedOn(null, Csv.Header.AUTO, ""), folder.resolve("run"),
        Caller.silent());
  }

  private String refusal(Path file, Foreign said) {
    String message = String.valueOf(
        assertThrows(InvalidInputException.class, () -> imported(file, said)).getMessage());
    assertFalse(Files.exists(folder.resolve("run")));
    assertEquals(1, message.lines().count());
    return message.replace(file.toString(), "FILE");
  }

  private static float[] values(SequencedMap<String, FloatArray> golden, String name) {
    FloatArray array = golden.get(name);
    if (array == null) {
      throw new AssertionError(name);
    }
    return array.values();
  }

  /** The velocities and samples of an imported run are those of PyTorch. */
  private void agrees(String name, Imported imported) throws IOException {
    SequencedMap<String, FloatArray> golden = Safetensors.read(resource(name + "-io")).tensors();
    VelocityMlp mlp = FlowModel.read(imported.run().modelFile()).velocity();
    int dim = mlp.shape().dim();
    float[] x = values(golden, "x");
    float[] t = values(golden, "t");
    for (int i = 0; i < t.length; i++) {
      float[] out = new float[dim];
      mlp.velocity(Arrays.copyOfRange(x, i * dim, (i + 1) * dim), t[i], out);
      assertArrayEquals(Arrays.copyOfRange(values(golden, "v"), i * dim, (i + 1) * dim), out, CLOSE);
    }
    float[] x0 = values(golden, "x0");
    float[][] noise = new float[x0.length / dim][];
    Arrays.setAll(noise, row -> Arrays.copyOfRange(x0, row * dim, (row + 1) * dim));
    float[][] samples = Flow.load(imported.run().modelFile()).sampleFrom(noise, SamplingOptions.ofSteps(STEPS))
        .toArrays();
    for (int row = 0; row < noise.length; row++) {
      assertArrayEquals(Arrays.copyOfRange(values(golden, "samples"), row * dim, (row + 1) * dim), samples[row], CLOSE);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          torchcfm | selu | last | assumed, because the file does not say it: data that are not standardised, source gaussian, time scale 1
          time-first | silu | first | taken: 0.weight as net.0.weight, 2.weight as net.2.weight, 4.weight as net.4.weight
          numbered-f64 | tanh | last | 8 tensors of F64, rounded to the nearest float
          sequential-bf16 | relu | last | 6 tensors of BF16, exactly
          sequential-f16 | silu | last | 6 tensors of F16, exactly
          """)
  void networksWithTheTimeConcatenatedGiveWhatTheyGiveInPyTorch(String name, String activation, String time,
      String remark) throws IOException {
    Foreign said = Foreign.NOTHING.withActivation(activation);
    Imported imported = imported(resource(name), time.equals("first") ? said.withTimeFirst() : said);
    agrees(name, imported);
    assertTrue(imported.remarks().contains(remark), imported.remarks()::toString);
  }

  @ParameterizedTest
  @CsvSource({"tutorial", "tutorial-renamed"})
  void theTutorialsNetworkNeedsNoOptionsWhateverItsNames(String name) throws IOException {
    agrees(name, imported(resource(name), Foreign.NOTHING));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationIsThatOfPyTorch(Activation activation) throws IOException {
    String name = "activation-" + activation;
    agrees(name, imported(resource(name), Foreign.NOTHING.withActivation(activation.toString())));
  }

  /** ∫p = 1 for an imported network too, so its derivative is right: log p of its own samples is finite and plausible. */
  @Test
  void densitiesOfAnImportedNetworkSumUpToOne() throws IOException {
    Flow flow = Flow.load(
        imported(resource("activation-gelu"), Foreign.NOTHING.withActivation("gelu")).run().modelFile());
    int side = 81;
    double width = 0.2;
    float[][] grid = new float[side * side][];
    Arrays.setAll(grid, i -> new float[]{(float) ((i % side - side / 2) * width),
        (float) ((i / side - side / 2) * width)});
    double mass = Arrays.stream(flow.logDensity(grid)).map(Math::exp).sum() * width * width;
    assertEquals(1, mass, 1e-3);
  }

  @Test
  void whatTheUserSaysIsInTheRun() throws IOException {
    Foreign said = Foreign.NOTHING.withActivation("selu").withTimeScale(2).withSource("8gaussians")
        .withEncoding(List.of(1.0, -3.0), List.of(2.0, 0.5));
    Imported first = imported(resource("torchcfm"), said);
    FlowModel model = FlowModel.read(first.run().modelFile());
    assertEquals("8gaussians", model.source());
    assertEquals(2, model.velocity().shape().timeScale());
    assertEquals(new Standardizer(new double[]{1, -3}, new double[]{2, 0.5}), model.standardizer());
    assertEquals(List.of(), first.remarks());
    // A run says all of this at once.
    Path like = first.run().path();
    Imported second = Imported.of(Kinds.load(), resource("torchcfm"), Foreign.NOTHING.withLike(like),
        new TrainedOn(null, Csv.Header.AUTO, ""), folder.resolve("second"), Caller.silent());
    assertArrayEquals(Files.readAllBytes(first.run().modelFile()), Files.readAllBytes(second.run().modelFile()));
  }

  /** A file of PyTorch with some tensors changed. */
  private Path changed(String name, Map<String, FloatArray> put, String... removed) throws IOException {
    Safetensors content = Safetensors.read(resource(name));
    var tensors = new LinkedHashMap<>(content.tensors());
    tensors.putAll(put);
    tensors.keySet().removeAll(List.of(removed));
    Path file = folder.resolve("changed.safetensors");
    try (var out = Files.newOutputStream(file)) {
      new Safetensors(tensors, Map.of()).write(out);
    }
    return file;
  }

  @Test
  void everyTensorWithoutAPlaceIsNamed() throws IOException {
    Foreign selu = Foreign.NOTHING.withActivation("selu");
    assertEquals(
        "FILE: not the weights of an MLP of 2 columns with 3 hidden layers of width 64 and the time as one more "
            + "column: 'net.2.weight' [64, 63] F32, expected [64, 64]; 'scale' [3] F32, no such tensor in this network; "
            + "'net.4.bias' [64] is missing",
        refusal(changed("torchcfm", Map.of("net.2.weight", FloatArray.of(new float[64 * 63], 64, 63), "scale",
            FloatArray.of(new float[3], 3)), "net.4.bias"), selu));
    assertEquals(
        "FILE: not the weights of an MLP of 3 columns with 2 hidden layers of width 20 and the time as one more "
            + "column: '2.bias' [7] F32, expected [20] as 'net.2.bias'",
        refusal(changed("time-first", Map.of("2.bias", FloatArray.of(new float[7], 7))), selu));
    assertEquals(
        "FILE: 'net.0.weight' takes 2 inputs and the last layer 'net.6.weight' gives 2 columns; expected 3: the "
            + "columns and the time",
        refusal(changed("torchcfm", Map.of("net.0.weight", FloatArray.of(new float[64 * 2], 64, 2))), selu));
    assertEquals("FILE: no chain of linear layers as of an MLP: it holds 'fc1.bias' [24] F32; expected net.0.weight, "
        + "net.2.weight … of an nn.Sequential",
        refusal(changed("numbered-f64", Map.of(), "fc1.weight", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias",
            "out.weight", "out.bias"), selu));
  }

  @Test
  void whatTheFileLacksOrSaysOtherwiseIsSaid() throws IOException {
    assertTrue(refusal(resource("torchcfm"), Foreign.NOTHING).startsWith(
        "FILE: does not say the function between its layers; expected `activation`: selu for torchcfm's MLP, or one of silu,"));
    Path own = folder.resolve("own.safetensors");
    FlowModel.of(FlowModel.read(resource("tutorial")).velocity()).write(own);
    assertEquals("`activation` relu: FILE says that it is silu",
        refusal(own, Foreign.NOTHING.withActivation("relu")));
    assertEquals("`time` first: FILE says that the time is last", refusal(own, Foreign.NOTHING.withTimeFirst()));
    assertEquals("FILE: mean has 1 numbers, the network has 2 columns",
        refusal(resource("tutorial"), Foreign.NOTHING.withEncoding(List.of(1.0), List.of(1.0))));
    Path zip = Files.write(folder.resolve("m.pt"), new byte[]{'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0});
    assertEquals("FILE: a zip file, as torch.save writes it; expected .safetensors: "
        + "safetensors.torch.save_file(model.state_dict(), FILE)", refusal(zip, Foreign.NOTHING));
  }
}
