package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RatioBarsTests {
  private static RatioBars.Bar bar(double ratio) {
    return new RatioBars.Bar("peer", ratio, ratio, ratio, "1 ms");
  }

  private static BufferedImage draw(double... ratios) {
    List<RatioBars.Bar> bars = Arrays.stream(ratios).mapToObj(RatioBarsTests::bar).toList();
    return RatioBars.draw("title", "", List.of(new RatioBars.Group("work", "ours 2 ms", bars)));
  }

  private static int pixels(BufferedImage image, int rgb) {
    int found = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found += image.getRGB(x, y) == rgb ? 1 : 0;
      }
    }
    return found;
  }

  @Test
  void lengthsAreLogarithmsOfTheRatios() {
    int blue = Ink.GENERATED.getRGB();
    // The scale is that of the longest bar: 16 is twice as long as 4 on a logarithmic axis.
    double both = pixels(draw(4, 16), blue);
    double longest = pixels(draw(16, 16), blue) / 2.0;
    assertEquals(0.5, (both - longest) / longest, 0.03);
  }

  @Test
  void whatIsBelowOneHasAnotherColour() {
    BufferedImage image = draw(0.5, 2);
    assertEquals(900, image.getWidth());
    assertTrue(pixels(image, Ink.NOISE.getRGB()) > 500);
    assertEquals(pixels(image, Ink.NOISE.getRGB()), pixels(image, Ink.GENERATED.getRGB()), 60);
  }

  @Test
  void numbersOutOfOrderAndNoBarsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RatioBars.Bar("a", 1, 2, 3, ""));
    assertThrows(IllegalArgumentException.class, () -> new RatioBars.Bar("a", Double.NaN, 1, 3, ""));
    assertThrows(IllegalArgumentException.class, RatioBarsTests::draw);
  }
}
