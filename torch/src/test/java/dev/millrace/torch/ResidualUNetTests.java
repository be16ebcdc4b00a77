package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Networks that PyTorch 2.13 made, with outputs that it computed; {@code bench/peers/fixtures.py} wrote the files. */
class ResidualUNetTests {
  private static Path resource(String name) {
    return Path.of("src/test/resources/dev/millrace/torch", name);
  }

  @Test
  void theirShapesAreThoseOfTheMetadata() throws IOException {
    assertEquals(new ResidualUNet(2, 8, 12, 3, 2, List.of(16, 16), 1, 1, 0.1).withTimeScale(1000),
        ImageModel.read(resource("residual-unet.safetensors")).net());
    assertEquals(new ResidualUNet(1, 3, 4, 0, 1, List.of(16), 2, 1, 0.1).withTimeScale(1000),
        ImageModel.read(resource("residual-unet-plain.safetensors")).net());
  }

  @ParameterizedTest
  @ValueSource(strings = {"residual-unet", "residual-unet-plain"})
  void velocitiesAreThoseOfPyTorch(String name) throws IOException {
    ImageModel model = ImageModel.read(resource(name + ".safetensors"));
    Map<String, FloatArray> golden = Safetensors.read(resource(name + "-io.safetensors")).tensors();
    float[] x = values(golden, "x");
    float[] t = values(golden, "t");
    float[] v = values(golden, "v");
    int dim = model.net().dim();
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, model)) {
      for (int i = 0; i < t.length; i++) {
        float[] out = new float[dim];
        int label = model.net().classes() == 0 ? 0 : (int) values(golden, "labels")[i];
        flow.arrays(label, 1).velocity(Arrays.copyOfRange(x, i * dim, (i + 1) * dim), t[i], out);
        assertArrayEquals(Arrays.copyOfRange(v, i * dim, (i + 1) * dim), out, 1e-5f, "time " + t[i]);
      }
    }
  }

  private static float[] values(Map<String, FloatArray> golden, String name) {
    FloatArray array = golden.get(name);
    if (array == null) {
      throw new AssertionError(name);
    }
    return array.values();
  }

  /** Every tensor comes back as PyTorch wrote it, so that a module there loads our file with strict=True. */
  @ParameterizedTest
  @ValueSource(strings = {"residual-unet", "residual-unet-plain"})
  void tensorsAreWrittenBackUnderTheirNames(String name, @TempDir Path folder) throws IOException {
    Path written = folder.resolve("model.safetensors");
    ImageModel model = ImageModel.read(resource(name + ".safetensors"));
    model.write(written);
    assertEquals(Map.copyOf(Safetensors.read(resource(name + ".safetensors")).tensors()),
        Map.copyOf(Safetensors.read(written).tensors()));
    assertEquals(model.net(), ImageModel.read(written).net());
  }

  @Test
  void loadingIsStrict(@TempDir Path folder) throws IOException {
    Safetensors content = Safetensors.read(resource("residual-unet.safetensors"));
    Path file = folder.resolve("m.safetensors");
    for (String dropped : List.of("time.0.weight", "class.weight", "in.bias", "middle.attention.qkv.weight",
        "up.1.0.skip.weight", "out.norm.bias", "out.conv.weight")) {
      var tensors = new LinkedHashMap<>(content.tensors());
      tensors.remove(dropped);
      try (var out = Files.newOutputStream(file)) {
        new Safetensors(tensors, content.metadata()).write(out);
      }
      var e = assertThrows(InvalidInputException.class, () -> ImageModel.read(file));
      assertEquals(
          "%s: not the weights of a residual U-Net for images of 2 × 8 × 12: '%s' %s is missing".formatted(file,
              dropped, Objects.requireNonNull(content.tensors().get(dropped)).shape()),
          e.getMessage());
    }
  }
}
