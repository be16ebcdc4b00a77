package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * Ratios as bars in groups, on a logarithmic axis on which 1 is the reference: bars of larger ratios extend to the
 * right of it, bars of smaller ones to the left.
 */
public final class RatioBars {
  private static final int WIDTH = 900;
  private static final int MARGIN = 20;
  private static final int GAP = 8;
  private static final int BAR_PITCH = 22;
  private static final int BAR = 15;
  private static final int GROUP_HEAD = 30;
  private static final int GROUP_GAP = 8;
  private static final Font GROUP = Text.LABEL.deriveFont(Font.BOLD);
  private static final double[] TICKS = {0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000,
      100_000};

  private RatioBars() {
  }

  /**
   * One bar.
   *
   * @param name left of it
   * @param ratio the end of the bar; positive and finite
   * @param lower the lower end of the line that shows the spread
   * @param upper its upper end
   * @param figure a text after the ratio, right of the bar, such as a time with its unit
   */
  public record Bar(String name, double ratio, double lower, double upper, String figure) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the numbers are not in order, or not positive and finite
     */
    public Bar {
      if (!(lower > 0 && lower <= ratio && ratio <= upper && upper < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("lower %s, ratio %s, upper %s of '%s': expected 0 < lower ≤ ratio ≤ upper"
            .formatted(lower, ratio, upper, name));
      }
    }
  }

  /**
   * Bars that share their reference.
   *
   * @param title above them, in bold
   * @param reference what the ratio 1 means; printed after the title
   * @param bars from top to bottom
   */
  public record Group(String title, String reference, List<Bar> bars) {}

  /**
   * Draws groups of bars, 900 pixels wide.
   *
   * @param title above all
   * @param remark below all, in small letters; may be empty
   * @param groups from top to bottom, at least one with a bar
   * @return the picture
   * @throws IllegalArgumentException if there is no bar
   */
  public static BufferedImage draw(String title, String remark, List<Group> groups) {
    List<Bar> bars = groups.stream().flatMap(group -> group.bars().stream()).toList();
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("no bar to draw in " + groups.size() + " groups");
    }
    int names = Labels.widest(Text.LABEL, bars.stream().map(Bar::name).toList());
    int figures = Labels.widest(Text.LABEL, bars.stream().map(RatioBars::label).toList());
    double least = Math.min(1, bars.stream().mapToDouble(Bar::lower).min().orElse(1));
    double most = Math.max(2, bars.stream().mapToDouble(Bar::upper).max().orElse(2));
    int left = MARGIN + names + GAP;
    var across = new Across(left, WIDTH - MARGIN - figures - GAP, least, most);

    int top = MARGIN + Text.height(Text.TITLE, title) + GAP;
    int bottom = top + groups.stream().mapToInt(g -> GROUP_HEAD + g.bars().size() * BAR_PITCH + GROUP_GAP).sum();
    int height = bottom + 24 + (remark.isEmpty() ? 0 : 22) + MARGIN / 2;
    var g = new PixelCanvas(WIDTH, height);
    Text.draw(g, Text.TITLE, title, MARGIN, MARGIN + Text.height(Text.TITLE, title) / 2.0);

    int y = top;
    for (Group group : groups) {
      double middle = y + GROUP_HEAD / 2.0 + 3;
      Text.draw(g, GROUP, group.title(), MARGIN, middle);
      Text.draw(g, Text.LABEL, group.reference(), MARGIN + Text.width(GROUP, group.title()) + 2.0 * GAP, middle);
      y += GROUP_HEAD;
      int barsBottom = y + group.bars().size() * BAR_PITCH;
      drawGrid(g, across, y, barsBottom);
      for (Bar bar : group.bars()) {
        drawBar(g, across, bar, left, y + BAR_PITCH / 2.0);
        y += BAR_PITCH;
      }
      line(g, Ink.FRAME, 1.2f, across.x(1), barsBottom - group.bars().size() * BAR_PITCH, barsBottom);
      y = barsBottom + GROUP_GAP;
    }
    for (double tick : TICKS) {
      if (across.holds(tick)) {
        Text.drawCentred(g, Text.TICK, plain(tick) + " ×", across.x(tick), bottom + 8.0);
      }
    }
    if (!remark.isEmpty()) {
      Text.draw(g, Text.TICK, remark, MARGIN, bottom + 34.0);
    }
    return g.finish();
  }

  /** The position of a ratio on the axis. */
  private record Across(int left, int right, double least, double most) {
    double x(double ratio) {
      return left + (right - left) * Math.log(ratio / least) / Math.log(most / least);
    }

    boolean holds(double ratio) {
      return ratio >= least && ratio <= most;
    }
  }

  private static void drawGrid(Canvas g, Across across, double top, double bottom) {
    for (double tick : TICKS) {
      if (across.holds(tick)) {
        line(g, Ink.GRID, 1, across.x(tick), top, bottom);
      }
    }
  }

  private static void drawBar(Canvas g, Across across, Bar bar, int left, double middle) {
    Text.draw(g, Text.LABEL, bar.name(), left - GAP - (double) Text.width(Text.LABEL, bar.name()), middle);
    double from = Math.min(across.x(1), across.x(bar.ratio()));
    double to = Math.max(across.x(1), across.x(bar.ratio()));
    g.fill(bar.ratio() >= 1 ? Ink.GENERATED : Ink.NOISE,
        new Rectangle2D.Double(from, middle - BAR / 2.0, Math.max(1, to - from), BAR));
    g.line(Ink.TEXT, new BasicStroke(1.3f),
        new Line2D.Double(across.x(bar.lower()), middle, across.x(bar.upper()), middle));
    Text.draw(g, Text.LABEL, label(bar), Math.max(to, across.x(bar.upper())) + GAP, middle);
  }

  private static void line(Canvas g, Color color, float width, double x, double top, double bottom) {
    g.line(color, new BasicStroke(width), new Line2D.Double(x, top, x, bottom));
  }

  private static String label(Bar bar) {
    String ratio = bar.ratio() < 10
        ? String.format(Locale.ROOT, "%.2f", bar.ratio())
        : String.format(Locale.ROOT, bar.ratio() < 100 ? "%.1f" : "%,.0f", bar.ratio());
    return ratio + " ×   " + bar.figure();
  }

  private static String plain(double tick) {
    return tick >= 1 ? String.format(Locale.ROOT, "%,.0f", tick) : Double.toString(tick);
  }
}
