package dev.millrace.plot;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The outlines of a TrueType font that is bundled as a resource. Java's fonts differ between machines, and drawing text
 * fails on systems without fonts; letters drawn as shapes look the same everywhere.
 *
 * @see <a href="https://learn.microsoft.com/typography/opentype/spec/">OpenType: cmap, glyf, head, hhea, hmtx, loca</a>
 */
final class Typeface {
  private static final int ON_CURVE = 1;
  private static final int SHORT_X = 2;
  private static final int SHORT_Y = 4;
  private static final int REPEAT = 8;
  private static final int SAME_X = 16;
  private static final int SAME_Y = 32;
  private static final int WORDS = 1;
  private static final int SCALE = 8;
  private static final int MORE = 32;
  private static final int TWO_SCALES = 64;
  private static final int MATRIX = 128;
  private static final double FIXED_ONE = 1 << 14;

  private final ByteBuffer data;
  private final int glyphs;
  private final int places;
  private final boolean longPlaces;
  private final int metrics;
  private final int metricCount;
  private final int segments;
  private final double unit;

  private Typeface(ByteBuffer data) {
    this.data = data;
    int head = table("head");
    unit = 1.0 / u16(head + 18);
    longPlaces = u16(head + 50) == 1;
    glyphs = table("glyf");
    places = table("loca");
    metrics = table("hmtx");
    metricCount = u16(table("hhea") + 34);
    segments = unicodeSegments(table("cmap"));
  }

  /** Reads a font from the resources beside this class. */
  static Typeface ofResource(String name) {
    try (InputStream in = Typeface.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the font " + name + " is missing from this program");
      }
      return new Typeface(ByteBuffer.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException("the font " + name + " cannot be read", e);
    }
  }

  /** Whether it has all letters of a text. */
  boolean covers(String text) {
    return text.codePoints().allMatch(letter -> glyph(letter) > 0);
  }

  /** The width of a text, in sizes of the font. */
  double width(String text) {
    return text.codePoints().mapToDouble(letter -> advance(glyph(letter))).sum();
  }

  /** The outline of a text that begins at the origin, in sizes of the font, with y downwards. Letters that are missing are boxes. */
  Path2D outline(String text) {
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    double x = 0;
    for (int letter : text.codePoints().toArray()) {
      add(path, glyph(letter), new AffineTransform(unit, 0, 0, -unit, x, 0));
      x += advance(glyph(letter));
    }
    return path;
  }

  private int table(String name) {
    byte[] tag = name.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < u16(4); i++) {
      int record = 12 + 16 * i;
      if (data.getInt(record) == ByteBuffer.wrap(tag).getInt()) {
        return data.getInt(record + 8);
      }
    }
    throw new IllegalStateException("a font without the table " + name);
  }

  /** The subtable of the character map in format 4, which covers the characters below U+10000. */
  private int unicodeSegments(int map) {
    for (int i = 0; i < u16(map + 2); i++) {
      int part = map + data.getInt(map + 8 + 8 * i);
      if (u16(part) == 4) {
        return part;
      }
    }
    throw new IllegalStateException("a font without a character map of format 4");
  }

  /** The number of a letter's glyph; 0, which is a box, if there is none. */
  private int glyph(int letter) {
    if (letter > 0xFFFF) {
      return 0;
    }
    int bytes = u16(segments + 6);
    int ends = segments + 14;
    // The first segment that ends at or after the letter; the last one ends at 0xFFFF.
    int low = 0;
    int high = bytes / 2 - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (letter > u16(ends + 2 * middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int begin = ends + bytes + 2 + 2 * low;
    int first = u16(begin);
    if (letter < first) {
      return 0;
    }
    int delta = u16(begin + bytes);
    int range = begin + 2 * bytes;
    if (u16(range) == 0) {
      return letter + delta & 0xFFFF;
    }
    int found = u16(range + u16(range) + 2 * (letter - first));
    return found == 0 ? 0 : found + delta & 0xFFFF;
  }

  private double advance(int glyph) {
    return unit * u16(metrics + 4 * Math.min(glyph, metricCount - 1));
  }

  private int place(int glyph) {
    return longPlaces ? data.getInt(places + 4 * glyph) : 2 * u16(places + 2 * glyph);
  }

  private void add(Path2D path, int glyph, AffineTransform to) {
    int at = glyphs + place(glyph);
    if (place(glyph) == place(glyph + 1)) {
      return; // a space
    }
    int contours = data.getShort(at);
    if (contours >= 0) {
      addContours(path, at + 10, contours, to);
    } else {
      addParts(path, at + 10, to);
    }
  }

  /** A glyph that is composed of others, such as é. */
  private void addParts(Path2D path, int from, AffineTransform to) {
    int at = from;
    int flags;
    do {
      flags = u16(at);
      int glyph = u16(at + 2);
      boolean words = (flags & WORDS) != 0;
      double dx = words ? data.getShort(at + 4) : data.get(at + 4);
      double dy = words ? data.getShort(at + 6) : data.get(at + 5);
      at += words ? 8 : 6;
      double[] m = {1, 0, 0, 1};
      if ((flags & SCALE) != 0) {
        m[0] = fixed(at);
        m[3] = m[0];
        at += 2;
      } else if ((flags & TWO_SCALES) != 0) {
        m[0] = fixed(at);
        m[3] = fixed(at + 2);
        at += 4;
      } else if ((flags & MATRIX) != 0) {
        m = new double[]{fixed(at), fixed(at + 2), fixed(at + 4), fixed(at + 6)};
        at += 8;
      }
      AffineTransform part = new AffineTransform(to);
      part.concatenate(new AffineTransform(m[0], m[1], m[2], m[3], dx, dy));
      add(path, glyph, part);
    } while ((flags & MORE) != 0);
  }

  private void addContours(Path2D path, int ends, int contours, AffineTransform to) {
    int points = contours == 0 ? 0 : u16(ends + 2 * contours - 2) + 1;
    int at = ends + 2 * contours;
    at += 2 + u16(at); // instructions
    int[] flags = new int[points];
    for (int i = 0; i < points;) {
      int flag = u8(at++);
      int times = (flag & REPEAT) == 0 ? 1 : 1 + u8(at++);
      for (int k = 0; k < times; k++) {
        flags[i++] = flag;
      }
    }
    double[] xy = new double[2 * points];
    at = readCoordinates(xy, 0, flags, SHORT_X, SAME_X, at);
    readCoordinates(xy, 1, flags, SHORT_Y, SAME_Y, at);
    to.transform(xy, 0, xy, 0, points);
    int begin = 0;
    for (int contour = 0; contour < contours; contour++) {
      int end = u16(ends + 2 * contour) + 1;
      addContour(path, xy, flags, begin, end);
      begin = end;
    }
  }

  private int readCoordinates(double[] xy, int axis, int[] flags, int isShort, int same, int from) {
    int at = from;
    int value = 0;
    for (int i = 0; i < flags.length; i++) {
      if ((flags[i] & isShort) != 0) {
        value += (flags[i] & same) != 0 ? u8(at) : -u8(at);
        at++;
      } else if ((flags[i] & same) == 0) {
        value += data.getShort(at);
        at += 2;
      }
      xy[2 * i + axis] = value;
    }
    return at;
  }

  /**
   * Points off the curve are control points of parabolas; between two consecutive ones there is an implicit point on
   * the curve.
   */
  private static void addContour(Path2D path, double[] xy, int[] flags, int begin, int end) {
    int count = end - begin;
    if (count < 2) {
      return;
    }
    int last = end - 1;
    boolean onLast = (flags[last] & ON_CURVE) != 0;
    boolean onFirst = (flags[begin] & ON_CURVE) != 0;
    double startX = onFirst ? xy[2 * begin] : onLast ? xy[2 * last] : (xy[2 * begin] + xy[2 * last]) / 2;
    double startY = onFirst
        ? xy[2 * begin + 1]
        : onLast ? xy[2 * last + 1] : (xy[2 * begin + 1] + xy[2 * last + 1]) / 2;
    path.moveTo(startX, startY);
    for (int i = onFirst ? 1 : 0; i < count; i++) {
      int p = begin + i;
      double x = xy[2 * p];
      double y = xy[2 * p + 1];
      if ((flags[p] & ON_CURVE) != 0) {
        path.lineTo(x, y);
        continue;
      }
      int next = p + 1 < end ? p + 1 : begin;
      boolean closes = p + 1 == end;
      if (closes) {
        path.quadTo(x, y, startX, startY);
      } else if ((flags[next] & ON_CURVE) != 0) {
        path.quadTo(x, y, xy[2 * next], xy[2 * next + 1]);
        i++;
      } else {
        path.quadTo(x, y, (x + xy[2 * next]) / 2, (y + xy[2 * next + 1]) / 2);
      }
    }
    path.closePath();
  }

  private int u8(int at) {
    return Byte.toUnsignedInt(data.get(at));
  }

  private int u16(int at) {
    return Short.toUnsignedInt(data.getShort(at));
  }

  private double fixed(int at) {
    return data.getShort(at) / FIXED_ONE;
  }
}
