package dev.millrace.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Smooth discs, blended straight into the pixels: they sit at their exact place rather than at the nearest whole pixel, and
 * tens of thousands take milliseconds.
 */
record Dots(double radius, Color color, double opacity) {
  /** Discs that together leave most of the panel free, yet are never too small to be seen. */
  static Dots forCount(int count, Axes axes, Color color, double opacity) {
    double area = 0.05 * axes.box().width * axes.box().height / Math.max(1, count);
    return new Dots(Math.clamp(Math.sqrt(area / Math.PI), 1.1, 3.2), color, opacity);
  }

  /** Draws the points that the axes show; no disc reaches beyond the panel. */
  void draw(BufferedImage image, Axes axes, float[] points) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int stride = image.getWidth();
    int right = axes.box().x + axes.box().width;
    int bottom = axes.box().y + axes.box().height;
    for (int i = 0; i < points.length; i += 2) {
      if (!axes.shows(points[i], points[i + 1])) {
        continue;
      }
      double centreX = axes.x(points[i]);
      double centreY = axes.y(points[i + 1]);
      double reach = radius + 0.5;
      int toX = Math.min(right, (int) Math.ceil(centreX + reach));
      int toY = Math.min(bottom, (int) Math.ceil(centreY + reach));
      for (int y = Math.max(axes.box().y, (int) (centreY - reach)); y < toY; y++) {
        for (int x = Math.max(axes.box().x, (int) (centreX - reach)); x < toX; x++) {
          double dx = x + 0.5 - centreX;
          double dy = y + 0.5 - centreY;
          double coverage = Math.min(1, reach - Math.sqrt(dx * dx + dy * dy));
          if (coverage > 0) {
            int at = y * stride + x;
            pixels[at] = Ink.mix(pixels[at], color.getRGB(), opacity * coverage);
          }
        }
      }
    }
  }
}
