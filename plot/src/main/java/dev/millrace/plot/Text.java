package dev.millrace.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;

/** Text in the pictures' fonts, placed by its middle or its right end. */
final class Text {
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  static final Font PANEL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Text() {
  }

  static int width(Font font, String text) {
    return (int) Math.ceil(font.getStringBounds(text, new FontRenderContext(null, true, false)).getWidth());
  }

  /** The height of a line of this text; nothing for no text. */
  static int height(Font font, String text) {
    return text.isEmpty() ? 0 : Math.round(1.35f * font.getSize2D());
  }

  /** Draws text whose line is centred vertically at y. */
  static void draw(Graphics2D g, Font font, String text, double left, double y) {
    g.setFont(font);
    g.setColor(Ink.TEXT);
    g.drawString(text, (float) Math.round(left), (float) Math.round(y + 0.36 * font.getSize2D()));
  }

  static void drawCentred(Graphics2D g, Font font, String text, double middle, double y) {
    draw(g, font, text, middle - width(font, text) / 2.0, y);
  }
}
