package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.function.IntBinaryOperator;

/** Draws into an opaque image in memory. */
final class PixelCanvas implements Canvas {
  private final BufferedImage image;
  private final Graphics2D g;

  /** An empty image in the background colour. */
  PixelCanvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Ink.PAPER);
    g.fillRect(0, 0, width, height);
  }

  BufferedImage finish() {
    g.dispose();
    return image;
  }

  @Override
  public void fill(Color color, Shape shape) {
    g.setColor(color);
    g.fill(shape);
  }

  @Override
  public void line(Color color, BasicStroke stroke, Shape shape) {
    g.setColor(color);
    g.setStroke(stroke);
    g.draw(shape);
  }

  @Override
  public void text(Font font, String text, double left, double baseline) {
    fill(Ink.TEXT, Text.outline(font, text, left, baseline));
  }

  /**
   * Blends dots directly into the pixels: they are drawn at their exact position rather than at the nearest whole
   * pixel, and tens of thousands of them take milliseconds.
   */
  @Override
  public void dots(Dots look, Rectangle box, double[] centres) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int stride = image.getWidth();
    int right = box.x + box.width;
    int bottom = box.y + box.height;
    double reach = look.radius() + 0.5;
    for (int i = 0; i < centres.length; i += 2) {
      int toX = Math.min(right, (int) Math.ceil(centres[i] + reach));
      int toY = Math.min(bottom, (int) Math.ceil(centres[i + 1] + reach));
      for (int y = Math.max(box.y, (int) (centres[i + 1] - reach)); y < toY; y++) {
        for (int x = Math.max(box.x, (int) (centres[i] - reach)); x < toX; x++) {
          double coverage = look.coverage(x + 0.5 - centres[i], y + 0.5 - centres[i + 1]);
          if (coverage > 0) {
            int at = y * stride + x;
            pixels[at] = Ink.mix(pixels[at], look.color().getRGB(), look.opacity() * coverage);
          }
        }
      }
    }
  }

  @Override
  public void pixels(Rectangle box, IntBinaryOperator argb) {
    for (int y = box.y; y < box.y + box.height; y++) {
      for (int x = box.x; x < box.x + box.width; x++) {
        int color = argb.applyAsInt(x, y);
        if (color != 0) {
          image.setRGB(x, y, color);
        }
      }
    }
  }

  @Override
  public void inside(Rectangle box, Runnable drawing) {
    Shape everywhere = g.getClip();
    g.setClip(box);
    drawing.run();
    g.setClip(everywhere);
  }

  @Override
  public void turned(double x, double y, Runnable drawing) {
    var upright = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    drawing.run();
    g.setTransform(upright);
  }
}
