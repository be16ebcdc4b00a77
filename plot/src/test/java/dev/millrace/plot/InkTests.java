package dev.millrace.plot;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Colours that mean different things stay apart for the colour-blind, by the matrices of Machado, Oliveira and Fernandes 2009. */
class InkTests {
  private static final double[][] SEEN_BY_ALL = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  private static final double[][] PROTANOPIA = {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}};
  private static final double[][] DEUTERANOPIA = {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}};

  private static double linear(int channel) {
    double x = channel / 255.0;
    return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
  }

  /** OKLab (bottosson.github.io/posts/oklab), in which distances are about as large as they look; white is at (1, 0, 0). */
  private static double[] seen(Color color, double[][] eye) {
    double[] rgb = {linear(color.getRed()), linear(color.getGreen()), linear(color.getBlue())};
    double[] to = new double[3];
    for (int i = 0; i < 3; i++) {
      to[i] = Math.clamp(eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2], 0, 1);
    }
    double l = Math.cbrt(0.4122214708 * to[0] + 0.5363325363 * to[1] + 0.0514459929 * to[2]);
    double m = Math.cbrt(0.2119034982 * to[0] + 0.6806995451 * to[1] + 0.1073969566 * to[2]);
    double s = Math.cbrt(0.0883024619 * to[0] + 0.2817188376 * to[1] + 0.6299787005 * to[2]);
    return new double[]{0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
  }

  private static double distance(Color a, Color b, double[][] eye) {
    double[] one = seen(a, eye);
    double[] other = seen(b, eye);
    return Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
  }

  @Test
  void noiseAndDataAndRealAndGeneratedKeepApartForEveryEye() {
    for (double[][] eye : List.of(SEEN_BY_ALL, PROTANOPIA, DEUTERANOPIA)) {
      assertTrue(distance(Ink.NOISE, Ink.DATA, eye) > 0.15);
      assertTrue(distance(Ink.REAL, Ink.GENERATED, eye) > 0.15);
      assertTrue(distance(Ink.POINTS, Ink.DENSE, eye) > 0.15);
    }
    // The red and green that trajectories had before: what the test is there to refuse.
    assertTrue(distance(new Color(0xCC2F27), new Color(0x1A934E), DEUTERANOPIA) < 0.15);
  }

  @Test
  void curvesKeepApartForEveryEye() {
    for (double[][] eye : List.of(SEEN_BY_ALL, PROTANOPIA, DEUTERANOPIA)) {
      for (int i = 0; i < Ink.CLASSES.size(); i++) {
        for (int j = 0; j < i; j++) {
          double apart = distance(Ink.CLASSES.get(i), Ink.CLASSES.get(j), eye);
          assertTrue(apart > 0.09, i + " and " + j + ": " + apart);
        }
      }
    }
  }

  @Test
  void eightClassesHaveEightColours() {
    assertEquals(8, IntStream.range(0, 8).mapToObj(Ink::ofClass).distinct().count());
  }
}
