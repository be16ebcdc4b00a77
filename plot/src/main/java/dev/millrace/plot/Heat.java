package dev.millrace.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The colours of log densities. All panels of a picture share them. They range from the highest density down to a
 * thousandth of it (7 nats), or only to the lowest one where that is higher. Lower densities have the lightest colour.
 *
 * @param low log density of the lightest colour
 * @param high log density of the darkest
 */
record Heat(double low, double high) {
  private static final double NATS = 7;

  static Heat of(List<DensityGrid> grids) {
    double[] finite = grids.stream().flatMapToDouble(grid -> Arrays.stream(grid.logDensity()))
        .filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      throw new IllegalArgumentException("no log density is finite, so there is nothing to draw");
    }
    double high = Arrays.stream(finite).max().orElseThrow();
    double low = Math.max(high - NATS, Arrays.stream(finite).min().orElseThrow());
    return new Heat(high - low < 1e-6 ? high - 1 : low, high);
  }

  Key key() {
    return new Key.ColorBar("log density (nats)", String.format(Locale.ROOT, "≤ %.1f", low).replace('-', '−'),
        String.format(Locale.ROOT, "%.1f", high).replace('-', '−'));
  }

  /** Colours each pixel within the limits by the cell that it is in. */
  void draw(Canvas canvas, Axes axes, DensityGrid grid, Limits limits) {
    double left = axes.x(limits.xMin());
    double bottom = axes.y(limits.yMin());
    double perColumn = (axes.x(limits.xMax()) - left) / grid.columns();
    double perRow = (bottom - axes.y(limits.yMax())) / grid.rows();
    canvas.pixels(axes.box(), (x, y) -> {
      double row = Math.floor((bottom - y - 0.5) / perRow);
      double column = Math.floor((x + 0.5 - left) / perColumn);
      if (!(column >= 0 && column < grid.columns() && row >= 0 && row < grid.rows())) {
        return 0;
      }
      double value = grid.logDensity()[grid.columns() * (int) row + (int) column];
      return Double.isNaN(value) ? 0 : color(Math.clamp((value - low) / (high - low), 0, 1));
    });
  }

  /**
   * The colour of a fraction in [0, 1]: from nearly white through green to dark blue. Lightness falls linearly in
   * Ottosson's OKLab (bottosson.github.io/posts/oklab), so that equal steps look equal, and the order survives printing
   * in grey.
   */
  static int color(double share) {
    double lightness = 0.98 - 0.70 * share;
    double chroma = 0.02 + 0.075 * (1 - Math.pow(1 - share, 4)); // as much as sRGB has at every lightness and hue here
    double hue = Math.toRadians(120 + 155 * share);
    double a = chroma * Math.cos(hue);
    double b = chroma * Math.sin(hue);
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return 0xFF000000 | channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
        | channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
        | channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  }

  private static double cube(double x) {
    return x * x * x;
  }

  /** A linear intensity as one byte of sRGB. */
  private static int channel(double linear) {
    double x = Math.clamp(linear, 0, 1);
    return (int) Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055));
  }
}
