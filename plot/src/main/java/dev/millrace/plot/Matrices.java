package dev.millrace.plot;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Square matrices over the same names as heat maps side by side, such as how strongly the columns of a table depend on each other. */
public final class Matrices {
  private static final int MARGIN = 20;
  private static final int SIDE = 330;
  private static final int GAP = 28;
  private static final int LEAST_CELL = 3;
  private static final int MOST_CELL = 44;
  private static final int LEAST_NAMED = 12;
  private static final int MOST_NAME = 130;

  private Matrices() {
  }

  /**
   * A matrix.
   *
   * @param title above it
   * @param values [names, names]; NaN leaves a cell empty
   * @param greatest the value of the darkest colour, above 0; 0 has the lightest
   * @param key the meaning of the colours; matrices with the same key and greatest value share an entry of the legend
   * @param most what the darkest colour stands for, such as 1 or 12 %
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Matrix(String title, double[][] values, double greatest, String key, String most) {}

  /**
   * Draws matrices.
   *
   * @param title above all; may be empty
   * @param names of rows and columns, at least 1; they are left out where cells are smaller than letters
   * @param matrices from left to right, at least 1
   * @return the picture
   * @throws IllegalArgumentException if there is nothing to draw, or a matrix is not of the size of the names
   */
  public static Picture draw(String title, List<String> names, List<Matrix> matrices) {
    int n = names.size();
    Check.atLeast("names", n, 1);
    Check.atLeast("matrices", matrices.size(), 1);
    for (Matrix matrix : matrices) {
      Check.sameLength("names", n, "rows of " + matrix.title(), matrix.values().length);
    }
    int cell = Math.clamp(SIDE / n, LEAST_CELL, MOST_CELL);
    int side = cell * n;
    boolean named = cell >= LEAST_NAMED;
    List<String> shown = names.stream().map(name -> SmallMultiples.cut(name, MOST_NAME)).toList();
    int nameWidth = named ? Labels.widest(Text.LABEL, shown) + 6 : 0;
    int titleHeight = title.isEmpty() ? 0 : Text.height(Text.TITLE, title) + 10;
    int panels = nameWidth + matrices.size() * (side + GAP) - GAP;
    int wide = Math.max(panels, Text.width(Text.TITLE, title));
    List<Key> keys = matrices.stream().<Key>map(matrix -> new Key.ColorBar(matrix.key(), "0", matrix.most())).distinct()
        .toList();
    Legend legend = new Legend(keys, wide);
    int width = Math.max(wide, legend.width()) + 2 * MARGIN;
    int top = MARGIN + titleHeight + Text.height(Text.PANEL, "X") + 8;
    int bottom = top + side + (named ? nameWidth + 4 : 6);
    int left = MARGIN + (width - 2 * MARGIN - panels) / 2 + nameWidth;
    List<Matrix> all = List.copyOf(matrices);
    return new Picture(width, bottom + legend.height(), title, g -> {
      Text.draw(g, Text.TITLE, title, MARGIN, MARGIN + titleHeight / 2.0 - 5);
      for (int m = 0; m < all.size(); m++) {
        Rectangle box = new Rectangle(left + m * (side + GAP), top, side, side);
        String heading = all.get(m).title();
        Text.drawCentred(g, Text.PANEL, heading, box.getCenterX(), top - 6 - Text.height(Text.PANEL, heading) / 2.0);
        draw(g, all.get(m), box, cell);
        for (int i = 0; named && i < n; i++) {
          double middle = (i + 0.5) * cell;
          String name = shown.get(i);
          if (m == 0) {
            Text.draw(g, Text.LABEL, name, box.x - 6.0 - Text.width(Text.LABEL, name), box.y + middle);
          }
          double x = box.x + middle;
          double y = box.getMaxY() + 6 + Text.width(Text.LABEL, name) / 2.0;
          g.turned(x, y, () -> Text.drawCentred(g, Text.LABEL, name, x, y));
        }
      }
      legend.draw(g, (width - legend.width()) / 2, bottom);
    });
  }

  private static void draw(Canvas g, Matrix matrix, Rectangle box, int cell) {
    for (int row = 0; row < matrix.values().length; row++) {
      for (int column = 0; column < matrix.values().length; column++) {
        double value = matrix.values()[row][column];
        if (!Double.isNaN(value)) {
          g.fill(new Color(Heat.color(Math.clamp(value / matrix.greatest(), 0, 1))),
              new Rectangle2D.Double(box.x + column * cell, box.y + row * cell, cell, cell));
        }
      }
    }
    Axes.drawFrame(g, box);
  }
}
