package dev.millrace.plot;

import java.awt.Color;
import java.util.List;

/** The colours of all pictures, each with one meaning. */
final class Ink {
  static final Color PAPER = Color.WHITE;
  static final Color TEXT = new Color(0x26, 0x26, 0x26);
  static final Color FRAME = new Color(0x80, 0x80, 0x80);
  static final Color GRID = new Color(0xEC, 0xEC, 0xEC);
  static final Color REAL = new Color(0xB4, 0xB4, 0xB4);
  static final Color LIGHT_REAL = new Color(0xD4, 0xD4, 0xD4);
  static final Color GENERATED = new Color(0x1F, 0x66, 0xB0);
  static final Color NOISE = new Color(0xCC, 0x2F, 0x27);
  static final Color DATA = new Color(0x1A, 0x93, 0x4E);
  static final Color DENSE = new Color(0x5B, 0x9B, 0xD0);

  static final Color POINTS = new Color(0xFA, 0x8C, 0x1E);
  static final Color BAND = new Color(0xE2, 0xE2, 0xE2);
  /** Different in lightness as well as in hue from their neighbours. */
  static final List<Color> SERIES = List.of(GENERATED, new Color(0xE0, 0x6A, 0x00), new Color(0x12, 0x8C, 0x7E),
      new Color(0xB0, 0x3A, 0x8E),
      new Color(0x8A, 0x6D, 0x1F), new Color(0x4A, 0x4A, 0x4A));

  private Ink() {
  }

  /** The colour between two others, weight 0 giving the first and 1 the second. */
  static int mix(int from, int to, double weight) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int a = (from >> shift) & 0xFF;
      int b = (to >> shift) & 0xFF;
      mixed |= (int) Math.round(a + weight * (b - a)) << shift;
    }
    return mixed;
  }

  static Color mixed(Color from, Color to, double weight) {
    return new Color(mix(from.getRGB(), to.getRGB(), weight));
  }

  static Color translucent(Color color, double alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * alpha));
  }
}
