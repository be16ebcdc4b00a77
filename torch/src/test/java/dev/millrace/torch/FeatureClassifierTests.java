package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FeatureClassifierTests {
  /** A bar that lies or stands somewhere, on noise. */
  private static ImageSet bars(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[count * 64];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(2);
      int place = random.nextInt(8);
      for (int p = 0; p < 64; p++) {
        boolean bar = (labels[i] == 0 ? p / 8 : p % 8) == place;
        pixels[i * 64 + p] = (byte) (bar ? 200 + random.nextInt(56) : random.nextInt(120));
      }
    }
    return new ImageSet("bars", 1, 8, 8, pixels, labels, List.of("lying", "standing"));
  }

  @Test
  void tellsClassesApartAndSurvivesItsFile(@TempDir Path folder) throws IOException {
    ImageSet test = bars(100, 2);
    Path file = folder.resolve("c.safetensors");
    try (FeatureClassifier classifier = FeatureClassifier.train(Shared.FAST, bars(400, 1), 5, new Seed(3),
        (_, _) -> {})) {
      assertTrue(classifier.accuracy(test) > 0.95, "accuracy " + classifier.accuracy(test));
      classifier.write(file);
      try (FeatureClassifier read = FeatureClassifier.read(Shared.EXACT, file)) {
        assertEquals(classifier.hash(), read.hash());
        assertArrayEquals(classifier.features(test), read.features(test), 1e-5f);
        assertEquals(100 * FeatureClassifier.FEATURES, read.features(test).length);
      }
    }
  }
}
