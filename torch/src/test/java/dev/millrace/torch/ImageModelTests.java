package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ImageModelTests {
  private static final ImageNet NET = new LessonUNet(1, 8, 8, 4);

  @TempDir
  private Path folder = Path.of("");

  private ImageModel written(String path, String sigmaMin) throws IOException {
    Path file = folder.resolve("model.safetensors");
    new ImageModel(NET, NET.start(new Seed(1)), path, sigmaMin, List.of()).write(file);
    return ImageModel.read(file);
  }

  @Test
  void thePathAndItsFormOfSigmaAreKept() throws IOException {
    for (String form : List.of("none", "constant:0.1", "lipman:0.3")) {
      ImageModel read = written("cosine", form);
      assertEquals("cosine", read.path());
      assertEquals(form, read.sigmaMin());
      assertEquals(NET, read.net());
      assertArrayEquals(NET.start(new Seed(1)), read.weights());
    }
    assertThrows(InvalidInputException.class, () -> written("linear", "wide:1"));
  }

  /** Earlier versions wrote the path only; their runs say the form of σ in run.yaml. */
  @Test
  void aFileWithoutTheEntryIsAsItsRunSays() throws IOException {
    assertEquals("none", written("linear", "none").sigmaMin());
    assertFalse(Safetensors.read(folder.resolve("model.safetensors")).metadata().containsKey("sigma_min"));
    ConfigFile.write(folder.resolve("run.yaml"),
        ConfigFile.over(ImageConfig.defaults(), "", Map.of("sigma-min", "lipman:0.2")), Map.of());
    assertEquals("lipman:0.2", ImageModel.read(folder.resolve("model.safetensors")).sigmaMin());
  }
}
