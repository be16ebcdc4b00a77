package dev.millrace.plot;

import java.awt.Color;
import java.util.List;
import java.util.stream.Stream;

/**
 * The colours of all pictures. Each has one meaning. The colours of data are from the palette of Okabe and Ito
 * (jfly.uni-koeln.de/color), which people with colour blindness can tell apart; what differs in colour also differs in
 * shape or lightness.
 */
final class Ink {
  static final Color PAPER = Color.WHITE;
  static final Color TEXT = new Color(0x26, 0x26, 0x26);
  static final Color FRAME = new Color(0x80, 0x80, 0x80);
  static final Color GRID = new Color(0xEC, 0xEC, 0xEC);
  static final Color REAL = new Color(0xB4, 0xB4, 0xB4);
  static final Color LIGHT_REAL = new Color(0xD4, 0xD4, 0xD4);
  static final Color GENERATED = new Color(0x00, 0x72, 0xB2);
  static final Color NOISE = new Color(0xD5, 0x5E, 0x00);
  static final Color DATA = GENERATED;
  static final Color WAY = new Color(0x60, 0x60, 0x60);
  static final Color DENSE = new Color(0x5B, 0x9B, 0xD0);

  static final Color POINTS = new Color(0xE6, 0x9F, 0x00);
  static final Color BAND = new Color(0xE2, 0xE2, 0xE2);
  /** Neighbours in this list differ in lightness as well as in hue. */
  static final List<Color> SERIES = List.of(GENERATED, new Color(0xE6, 0x9F, 0x00), new Color(0x00, 0x9E, 0x73),
      new Color(0x26, 0x26, 0x26), new Color(0x56, 0xB4, 0xE9), new Color(0xD5, 0x5E, 0x00));

  /** The colours of classes: those of series, a violet and a brown, which keep apart from them for every eye. */
  static final List<Color> CLASSES = Stream.concat(SERIES.stream(),
      Stream.of(new Color(0x48, 0x18, 0x90), new Color(0x80, 0x40, 0x10))).toList();

  /** The colour of the class with that number. */
  static Color ofClass(int number) {
    return CLASSES.get(number % CLASSES.size());
  }

  private Ink() {
  }

  /** A mixture of two colours: weight 0 gives the first, 1 the second. */
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
