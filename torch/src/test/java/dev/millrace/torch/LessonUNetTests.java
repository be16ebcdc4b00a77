package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.sample.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The golden files were written by the lesson's own code on PyTorch 2.13 (bench/peers/unet_torch.py). */
class LessonUNetTests {
  private static Path resource(String name) {
    return Path.of("src/test/resources/dev/millrace/torch", name);
  }

  @Test
  void agreesWithTheLessonsNetworkOnItsWeights() throws IOException {
    ImageModel model = ImageModel.read(resource("lesson-unet.safetensors"));
    assertEquals(new LessonUNet(2, 12, 8, 8), model.net());
    Map<String, FloatArray> golden = Safetensors.read(resource("lesson-unet-io.safetensors")).tensors();
    float[] x = values(golden, "x");
    float[] t = values(golden, "t");
    float[] expected = values(golden, "v");
    int dim = model.net().dim();
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, model)) {
      for (int i = 0; i < t.length; i++) {
        float[] v = new float[dim];
        flow.arrays(0, 1).velocity(Arrays.copyOfRange(x, i * dim, (i + 1) * dim), t[i], v);
        assertArrayEquals(Arrays.copyOfRange(expected, i * dim, (i + 1) * dim), v, 2e-6f);
      }
    }
  }

  /** bench/peers/foreign_fixtures.py wrote the files: other names, which the shapes of the layers tell apart. */
  @Test
  void otherNamesAreFoundByTheShapesOfTheLayers(@TempDir Path folder) throws IOException {
    Path file = resource("foreign-unet.safetensors");
    ForeignWeights weights = ForeignWeights.read(file);
    assertTrue(ImageModel.isOne(file));
    ImageModel model = ImageModel.of(file, weights, Map.of("height", "8", "width", "12"));
    assertEquals(new LessonUNet(3, 8, 12, 8), model.net());
    Map<String, FloatArray> golden = Safetensors.read(resource("foreign-unet-io.safetensors")).tensors();
    float[] t = values(golden, "t");
    int dim = model.net().dim();
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, model)) {
      for (int i = 0; i < t.length; i++) {
        float[] v = new float[dim];
        flow.arrays(0, 1).velocity(Arrays.copyOfRange(values(golden, "x"), i * dim, (i + 1) * dim), t[i], v);
        assertArrayEquals(Arrays.copyOfRange(values(golden, "v"), i * dim, (i + 1) * dim), v, 2e-6f);
      }
      float[] samples = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(8)), 1)
          .sample(flow.arrays(0, 1), values(golden, "x0"), dim).points();
      assertArrayEquals(values(golden, "samples"), samples, 1e-5f);
    }
    Path other = folder.resolve("m.safetensors");
    var tensors = new LinkedHashMap<>(weights.content().tensors());
    tensors.remove("up.1.bias");
    try (var out = Files.newOutputStream(other)) {
      new Safetensors(tensors, Map.of()).write(out);
    }
    InvalidInputException e = assertThrows(InvalidInputException.class,
        () -> ImageModel.of(other, ForeignWeights.read(other), Map.of()));
    assertTrue(String.valueOf(e.getMessage()).startsWith(
        other + ": neither the tutorial's U-Net nor the residual one; it holds "), e.getMessage());
  }

  private static float[] values(Map<String, FloatArray> golden, String name) {
    FloatArray array = golden.get(name);
    if (array == null) {
      throw new AssertionError(name);
    }
    return array.values();
  }

  @Test
  void writesTheSameTensorsUnderTheSameNames(@TempDir Path folder) throws IOException {
    Path file = resource("lesson-unet.safetensors");
    Path written = folder.resolve("model.safetensors");
    ImageModel model = ImageModel.read(file);
    model.write(written);
    assertEquals(Map.copyOf(Safetensors.read(file).tensors()), Map.copyOf(Safetensors.read(written).tensors()));
    assertEquals(model.net(), ImageModel.read(written).net());
  }

  @Test
  void namesTheTensorThatIsMissing(@TempDir Path folder) throws IOException {
    Safetensors content = Safetensors.read(resource("lesson-unet.safetensors"));
    var tensors = new LinkedHashMap<>(content.tensors());
    tensors.remove("dec2.bias");
    Path file = folder.resolve("m.safetensors");
    try (var out = Files.newOutputStream(file)) {
      new Safetensors(tensors, content.metadata()).write(out);
    }
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> ImageModel.read(file));
    assertEquals(file + ": not the weights of the tutorial's U-Net of width 8 for images of 2 × 12 × 8: "
        + "'dec2.bias' [8] is missing", e.getMessage());
  }
}
