package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Networks that PyTorch 2.13 made, with outputs that it computed; {@code bench/peers/fixtures.py} wrote the files. */
class PyTorchMlpTests {
  private static Path resource(String name) {
    return Path.of("src/test/resources/dev/millrace/flow/run", name);
  }

  private static float[] golden(String name, String tensor) throws IOException {
    return Objects.requireNonNull(Safetensors.read(resource(name + "-io.safetensors")).tensors().get(tensor)).values();
  }

  /** The classes of the rows; empty if the network has none. */
  private static int[] labels(String name) throws IOException {
    FloatArray labels = Safetensors.read(resource(name + "-io.safetensors")).tensors().get("labels");
    return labels == null ? new int[0] : IntStream.range(0, labels.rows()).map(i -> (int) labels.values()[i]).toArray();
  }

  @Test
  void theirShapesAreFoundByTheTensors() throws IOException {
    assertEquals(new MlpShape(2, 24, 2, 1, Activation.SILU, TimeInput.EMBEDDING),
        FlowModel.read(resource("mlp-silu.safetensors")).velocity().shape());
    assertEquals(new MlpShape(3, 20, 3, 1, Activation.SELU, TimeInput.CONCATENATED),
        FlowModel.read(resource("mlp-selu.safetensors")).velocity().shape());
    assertEquals(new MlpShape(2, 24, 2, 1).withClasses(3),
        FlowModel.read(resource("mlp-classes.safetensors")).velocity().shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp-silu", "mlp-selu", "mlp-classes"})
  void velocitiesAreThoseOfPyTorch(String name) throws IOException {
    VelocityMlp mlp = FlowModel.read(resource(name + ".safetensors")).velocity();
    float[] x = golden(name, "x");
    float[] t = golden(name, "t");
    float[] v = golden(name, "v");
    int[] labels = labels(name);
    int dim = mlp.shape().dim();
    for (VelocityMlp each : new VelocityMlp[]{mlp, mlp.plain()}) {
      for (int i = 0; i < t.length; i++) {
        float[] out = new float[dim];
        each.velocity(Arrays.copyOfRange(x, i * dim, (i + 1) * dim), t[i],
            labels.length == 0 ? labels : new int[]{labels[i]}, out);
        assertArrayEquals(Arrays.copyOfRange(v, i * dim, (i + 1) * dim), out, 2e-6f);
      }
    }
  }

  /** Every tensor comes back as PyTorch wrote it, so that a module there loads our file with strict=True. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp-silu", "mlp-selu", "mlp-classes"})
  void tensorsAreWrittenBackUnderTheirNames(String name, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    FlowModel.read(resource(name + ".safetensors")).write(file);
    assertEquals(Map.copyOf(Safetensors.read(resource(name + ".safetensors")).tensors()),
        Map.copyOf(Safetensors.read(file).tensors()));
  }

  /** What is not the network's is refused by its name, whichever tensor it is. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp-silu", "mlp-selu", "mlp-classes"})
  void loadingIsStrict(String name, @TempDir Path folder) throws IOException {
    Safetensors content = Safetensors.read(resource(name + ".safetensors"));
    Path file = folder.resolve("m.safetensors");
    for (String dropped : content.tensors().keySet()) {
      var tensors = new LinkedHashMap<>(content.tensors());
      tensors.remove(dropped);
      write(file, tensors, content);
      assertThrows(InvalidInputException.class, () -> FlowModel.read(file), dropped);
      FloatArray whole = Objects.requireNonNull(content.tensors().get(dropped));
      tensors.put(dropped, FloatArray.of(Arrays.copyOf(whole.values(), whole.values().length - 1),
          whole.values().length - 1));
      write(file, tensors, content);
      var e = assertThrows(InvalidInputException.class, () -> FlowModel.read(file), dropped);
      assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()), e::getMessage);
    }
  }

  private static void write(Path file, SequencedMap<String, FloatArray> tensors, Safetensors like) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      new Safetensors(tensors, like.metadata()).write(out);
    }
  }
}
