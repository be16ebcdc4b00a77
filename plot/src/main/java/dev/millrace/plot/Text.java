package dev.millrace.plot;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.util.Optional;

/**
 * Text in the font of the pictures, placed by its middle or its right end. A font here gives only size and weight; the
 * letters are those of Inter, which is bundled, on every machine. Only texts in scripts that Inter lacks use a system
 * font, if there is one.
 */
final class Text {
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  static final Font PANEL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final Typeface REGULAR = Typeface.ofResource("Inter-Regular.ttf");
  private static final Typeface BOLD = Typeface.ofResource("Inter-Bold.ttf");
  private static final FontRenderContext SYSTEM = new FontRenderContext(null, true, true);

  private Text() {
  }

  private static Typeface face(Font font) {
    return font.isBold() ? BOLD : REGULAR;
  }

  /** The letters of a text in a system font, if the bundled font lacks some of them and a system font has them. */
  private static Optional<GlyphVector> ofSystem(Font font, String text) {
    if (face(font).covers(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(font.createGlyphVector(SYSTEM, text));
    } catch (RuntimeException | Error e) {
      return Optional.empty(); // a machine without fonts: missing letters are drawn as boxes
    }
  }

  static int width(Font font, String text) {
    return (int) Math.ceil(exactWidth(font, text));
  }

  static double exactWidth(Font font, String text) {
    return ofSystem(font, text).map(letters -> letters.getLogicalBounds().getWidth())
        .orElseGet(() -> face(font).width(text) * font.getSize2D());
  }

  /** The shape of a text on its baseline. */
  static Shape outline(Font font, String text, double left, double baseline) {
    double size = font.getSize2D();
    return ofSystem(font, text).map(letters -> letters.getOutline((float) left, (float) baseline))
        .orElseGet(() -> new AffineTransform(size, 0, 0, size, left, baseline)
            .createTransformedShape(face(font).outline(text)));
  }

  /** The height of a line of this text; 0 for an empty text. */
  static int height(Font font, String text) {
    return text.isEmpty() ? 0 : Math.round(1.35f * font.getSize2D());
  }

  /** Draws text whose line is centred vertically at y. */
  static void draw(Canvas g, Font font, String text, double left, double y) {
    g.text(font, text, (double) Math.round(left), (double) Math.round(y + 0.36 * font.getSize2D()));
  }

  static void drawCentred(Canvas g, Font font, String text, double middle, double y) {
    draw(g, font, text, middle - width(font, text) / 2.0, y);
  }
}
