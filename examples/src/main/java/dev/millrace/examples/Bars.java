package dev.millrace.examples;

import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.data.ImageSet;

/** Images of 8×8 pixels that a network learns in a second: a bright bar on dark, of two classes, flat or upright. */
public final class Bars {
  private static final int SIDE = 8;
  private static final int COUNT = 512;

  private Bars() {
  }

  /** A set of 512 images with some noise. */
  public static ImageSet set() {
    SplittableRandom random = new SplittableRandom(6);
    byte[] pixels = new byte[COUNT * SIDE * SIDE];
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = i % 2;
      int at = 1 + random.nextInt(SIDE - 3);
      for (int p = 0; p < SIDE * SIDE; p++) {
        int across = labels[i] == 0 ? p / SIDE : p % SIDE;
        boolean bright = across == at || across == at + 1;
        pixels[i * SIDE * SIDE + p] = (byte) ((bright ? 225 : 20) + random.nextInt(20));
      }
    }
    return new ImageSet("bars", 1, SIDE, SIDE, pixels, labels, List.of("flat", "upright"));
  }
}
