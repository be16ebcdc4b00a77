package dev.millrace.plot;

import java.awt.Rectangle;
import java.util.Arrays;

/**
 * The density of particles as a background colour of a panel: a histogram of one bin per pixel, smoothed by a Gaussian.
 */
final class Density {
  private Density() {
  }

  /** Colours the panel from paper (no particles) to the strongest colour (the highest density in this panel). */
  static void draw(Canvas canvas, Axes axes, float[] particles) {
    int width = axes.box().width;
    int height = axes.box().height;
    double deviation = Math.max(width, height) / 40.0;
    float[] kernel = gaussian(deviation);
    // Particles just outside count too, or the density would seem to fall off at the panel's edge.
    int border = kernel.length / 2;
    int columns = width + 2 * border;
    int rows = height + 2 * border;
    float[] counts = new float[columns * rows];
    for (int i = 0; i < particles.length; i += 2) {
      double x = Math.floor(axes.x(particles[i])) - axes.box().x + border;
      double y = Math.floor(axes.y(particles[i + 1])) - axes.box().y + border;
      if (x >= 0 && x < columns && y >= 0 && y < rows) {
        counts[columns * (int) y + (int) x]++;
      }
    }
    float[] smooth = smoothAlongRowsAndTurn(smoothAlongRowsAndTurn(counts, columns, rows, kernel), rows, columns,
        kernel);
    float densest = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        densest = Math.max(densest, smooth[(y + border) * columns + x + border]);
      }
    }
    if (densest == 0) {
      return;
    }
    float most = densest;
    Rectangle box = axes.box();
    canvas.pixels(box, (x, y) -> color(smooth[(y - box.y + border) * columns + x - box.x + border] / most));
  }

  /**
   * The colour of a fraction in [0, 1] of the highest density. The square root makes regions of low density visible.
   */
  static int color(double share) {
    return 0xFF000000 | Ink.mix(Ink.PAPER.getRGB(), Ink.DENSE.getRGB(), Math.sqrt(share));
  }

  private static float[] gaussian(double deviation) {
    int reach = (int) Math.ceil(3 * deviation);
    float[] kernel = new float[2 * reach + 1];
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = (float) Math.exp(-0.5 * i * i / (deviation * deviation));
    }
    return kernel;
  }

  /** Convolves each row with the kernel, and writes rows as columns so that the same call then does the other axis. */
  private static float[] smoothAlongRowsAndTurn(float[] values, int columns, int rows, float[] kernel) {
    float[] turned = new float[values.length];
    int reach = kernel.length / 2;
    float[] line = new float[columns + 2 * reach];
    for (int y = 0; y < rows; y++) {
      Arrays.fill(line, 0);
      for (int x = 0; x < columns; x++) {
        float value = values[y * columns + x];
        if (value != 0) {
          for (int k = 0; k < kernel.length; k++) {
            line[x + k] += kernel[k] * value;
          }
        }
      }
      for (int x = 0; x < columns; x++) {
        turned[x * rows + y] = line[x + reach];
      }
    }
    return turned;
  }
}
