package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.function.IntBinaryOperator;

import dev.millrace.flow.text.Markup;

/**
 * Writes SVG that depends on nothing else: it has no scripts, no style sheets and no embedded fonts. Numbers are
 * rounded to a tenth of a pixel. A set of dots is one path of points, of about ten bytes each.
 */
final class SvgCanvas implements Canvas {
  private static final double TENTHS = 10;

  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(int width, int height, String title) {
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
        .formatted(width, height, width, height));
    svg.append("<title>").append(Markup.escaped(title)).append("</title>\n");
    fill(Ink.PAPER, new Rectangle(width, height));
  }

  String finish() {
    return svg.append("</svg>\n").toString();
  }

  @Override
  public void fill(Color color, Shape shape) {
    svg.append("<path").append(paint("fill", color)).append(" d=\"");
    path(shape);
    svg.append("\"/>\n");
  }

  @Override
  public void line(Color color, BasicStroke stroke, Shape shape) {
    svg.append("<path fill=\"none\"").append(paint("stroke", color));
    attribute("stroke-width", number(stroke.getLineWidth()));
    if (stroke.getLineJoin() == BasicStroke.JOIN_ROUND) {
      attribute("stroke-linejoin", "round");
    }
    if (stroke.getEndCap() == BasicStroke.CAP_SQUARE) {
      attribute("stroke-linecap", "square");
    }
    float[] dashes = stroke.getDashArray();
    if (dashes != null) {
      var lengths = new StringBuilder();
      for (float dash : dashes) {
        lengths.append(lengths.isEmpty() ? "" : " ").append(number(dash));
      }
      attribute("stroke-dasharray", lengths.toString());
    }
    svg.append(" d=\"");
    path(shape);
    svg.append("\"/>\n");
  }

  /**
   * The fonts of a browser may differ in width from ours, so each text states the length that the layout has computed.
   */
  @Override
  public void text(Font font, String text, double left, double baseline) {
    if (text.isBlank()) {
      return;
    }
    svg.append("<text").append(paint("fill", Ink.TEXT));
    attribute("x", number(left));
    attribute("y", number(baseline));
    attribute("font-family", "Inter, system-ui, sans-serif");
    attribute("font-size", number(font.getSize2D()));
    if (font.isBold()) {
      attribute("font-weight", "bold");
    }
    attribute("textLength", number(Text.exactWidth(font, text)));
    attribute("lengthAdjust", "spacingAndGlyphs");
    svg.append('>').append(Markup.escaped(text)).append("</text>\n");
  }

  /** Dots are lines of length 0 with caps of the wanted shape; where many overlap, they are no darker than one. */
  @Override
  public void dots(Dots look, Rectangle box, double[] centres) {
    if (centres.length == 0) {
      return;
    }
    inside(box, () -> {
      svg.append("<path fill=\"none\"").append(paint("stroke", look.color()));
      attribute("stroke-opacity", String.format(Locale.ROOT, "%.2f", look.opacity()));
      attribute("stroke-width", number(2 * look.radius()));
      attribute("stroke-linecap", look.form() == Dots.Form.DISC ? "round" : "square");
      svg.append(" d=\"");
      long x = 0;
      long y = 0;
      for (int i = 0; i < centres.length; i += 2) {
        long nextX = Math.round(TENTHS * centres[i]);
        long nextY = Math.round(TENTHS * centres[i + 1]);
        svg.append(i == 0 ? 'M' : 'm');
        pair((nextX - x) / TENTHS, (nextY - y) / TENTHS);
        svg.append("h0");
        x = nextX;
        y = nextY;
      }
      svg.append("\"/>\n");
    });
  }

  @Override
  public void pixels(Rectangle box, IntBinaryOperator argb) {
    var image = new BufferedImage(box.width, box.height, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < box.height; y++) {
      for (int x = 0; x < box.width; x++) {
        int color = argb.applyAsInt(box.x + x, box.y + y);
        image.setRGB(x, y, color == 0 ? 0 : color | 0xFF000000);
      }
    }
    var png = new ByteArrayOutputStream();
    try {
      Png.write(image, png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    svg.append("<image");
    box(box);
    attribute("href", "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray()));
    svg.append("/>\n");
  }

  /**
   * A nested svg element clips its contents, and needs no id, which could be the same in another picture on the page.
   */
  @Override
  public void inside(Rectangle box, Runnable drawing) {
    svg.append("<svg");
    box(box);
    attribute("viewBox", box.x + " " + box.y + " " + box.width + " " + box.height);
    svg.append(">\n");
    drawing.run();
    svg.append("</svg>\n");
  }

  @Override
  public void turned(double x, double y, Runnable drawing) {
    svg.append("<g");
    attribute("transform", "rotate(-90 " + number(x) + " " + number(y) + ")");
    svg.append(">\n");
    drawing.run();
    svg.append("</g>\n");
  }

  private void box(Rectangle box) {
    attribute("x", Integer.toString(box.x));
    attribute("y", Integer.toString(box.y));
    attribute("width", Integer.toString(box.width));
    attribute("height", Integer.toString(box.height));
  }

  private void attribute(String name, String value) {
    svg.append(' ').append(name).append("=\"").append(value).append('"');
  }

  private static String paint(String what, Color color) {
    String paint = String.format(Locale.ROOT, " %s=\"#%06x\"", what, color.getRGB() & 0xFFFFFF);
    return color.getAlpha() == 255
        ? paint
        : paint + String.format(Locale.ROOT, " %s-opacity=\"%.2f\"", what, color.getAlpha() / 255.0);
  }

  private void path(Shape shape) {
    double[] at = new double[6];
    for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
      int kind = i.currentSegment(at);
      svg.append(switch (kind) {
        case PathIterator.SEG_MOVETO -> 'M';
        case PathIterator.SEG_LINETO -> 'L';
        case PathIterator.SEG_QUADTO -> 'Q';
        case PathIterator.SEG_CUBICTO -> 'C';
        default -> 'Z';
      });
      int numbers = switch (kind) {
        case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 2;
        case PathIterator.SEG_QUADTO -> 4;
        case PathIterator.SEG_CUBICTO -> 6;
        default -> 0;
      };
      for (int k = 0; k < numbers; k += 2) {
        svg.append(k > 0 ? " " : "");
        pair(at[k], at[k + 1]);
      }
    }
  }

  private void pair(double x, double y) {
    String second = number(y);
    svg.append(number(x)).append(second.startsWith("-") ? "" : " ").append(second);
  }

  /** In tenths, without needless characters: "3", "-.5", "12.4". */
  private static String number(double value) {
    long tenths = Math.round(TENTHS * value);
    long whole = Math.abs(tenths) / 10;
    long rest = Math.abs(tenths) % 10;
    return (tenths < 0 ? "-" : "") + (whole == 0 && rest != 0 ? "" : Long.toString(whole))
        + (rest == 0 ? "" : "." + rest);
  }
}
