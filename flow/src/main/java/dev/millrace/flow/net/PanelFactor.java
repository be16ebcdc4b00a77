package dev.millrace.flow.net;

import dev.millrace.flow.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * A matrix B that is copied, so that the columns of each column of tiles, a panel, lie one row after the other. The
 * processor reads them up to twice as fast as with gaps between the rows. For a single product the copy would cost as
 * much as it saves.
 */
final class PanelFactor implements Kernels.Factor {
  /** The number of rows of a panel that are summed at a time, so that they fit into the first-level cache. */
  private static final int DEPTH = 128;

  private final int columns;
  private final int depth;
  private final float[] b;
  private final int bOffset;
  private final int bRow;
  private final int count;
  private final float[] panels;

  /** Copies the panels; columns after the last whole one are read where they are. */
  PanelFactor(int columns, int depth, float[] b, int bOffset, int bRow) {
    this.columns = columns;
    this.depth = depth;
    this.b = b;
    this.bOffset = bOffset;
    this.bRow = bRow;
    this.count = columns / VectorProduct.PANEL;
    int whole = count * VectorProduct.PANEL;
    this.panels = new float[Sizes.product(depth, whole)];
    for (int p = 0; p < count; p++) {
      for (int k = 0; k < depth; k++) {
        System.arraycopy(b, bOffset + k * bRow + p * VectorProduct.PANEL, panels, (p * depth + k) * VectorProduct.PANEL,
            VectorProduct.PANEL);
      }
    }
  }

  @Override
  public void multiply(int rows, float[] a, int aOffset, int aRow, float @Nullable [] c, int cOffset, int cRow,
      float[] y, int yOffset, int yRow) {
    if (c == null) {
      multiply(rows, a, aOffset, aRow, VectorProduct.ZEROS, 0, 0, 0, y, yOffset, yRow);
    } else {
      multiply(rows, a, aOffset, aRow, c, cOffset, cRow, VectorProduct.PANEL, y, yOffset, yRow);
    }
    int rest = count * VectorProduct.PANEL;
    if (rest < columns) {
      VectorProduct.multiply(rows, columns - rest, depth, a, aOffset, aRow, 1, b, bOffset + rest, bRow, c,
          cOffset + rest, cRow, y, yOffset + rest, yRow);
    }
  }

  /** The columns of the panels; {@code cPanel} is the distance of the parts of C that belong to two panels. */
  private void multiply(int rows, float[] a, int aOffset, int aRow, float[] c, int cOffset, int cRow, int cPanel,
      float[] y, int yOffset, int yRow) {
    for (int p = 0; p < count; p++) {
      int panel = p * VectorProduct.PANEL * depth;
      int to = yOffset + p * VectorProduct.PANEL;
      VectorProduct.wide(rows, Math.min(depth, DEPTH), a, aOffset, aRow, 1, panels, panel,
          VectorProduct.PANEL, c,
          cOffset + p * cPanel, cRow, y, to, yRow);
      for (int k = DEPTH; k < depth; k += DEPTH) {
        VectorProduct.wide(rows, Math.min(DEPTH, depth - k), a, aOffset + k, aRow, 1, panels,
            panel + k * VectorProduct.PANEL, VectorProduct.PANEL, y, to, yRow, y, to, yRow);
      }
    }
  }
}
