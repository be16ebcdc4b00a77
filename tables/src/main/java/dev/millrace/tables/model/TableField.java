package dev.millrace.tables.model;

import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.train.Softmax;

/**
 * The velocity (μ − x)/(1 − t) of rows of a table, where μ is the network's E[x1 | x_t]: numbers as they are, one-hots
 * by the softmax. Columns that a row shows do not move. With steps of Euler, the last of which ends at t = 1, the end is
 * the last μ itself.
 *
 * @param encoding the encoding
 * @param network predicts x1
 * @param masks 1 for each column that a row shows, else 0; [rows, columns]
 */
record TableField(TableEncoding encoding, VelocityMlp network, float[] masks) implements RowField<float[]> {
  @Override
  public VelocityField<float[]> rows(int from, int count) {
    return new Rows(from, count);
  }

  private final class Rows implements VelocityField<float[]> {
    private final int from;
    private final float[] inputs;
    private final int[] starts = encoding.starts();
    private final int columns = starts.length - 1;
    private final int dim = starts[columns];

    Rows(int from, int count) {
      this.from = from;
      this.inputs = new float[count * (dim + columns)];
    }

    @Override
    public void velocity(float[] x, double t, float[] out) {
      mean(x, t, out);
      int rows = x.length / dim;
      float scale = (float) (1 / (1 - t));
      for (int i = 0; i < out.length; i++) {
        out[i] = scale * (out[i] - x[i]);
      }
      for (int row = 0; row < rows; row++) {
        for (int c = 0; c < columns; c++) {
          if (masks[(from + row) * columns + c] == 1) {
            java.util.Arrays.fill(out, row * dim + starts[c], row * dim + starts[c + 1], 0f);
          }
        }
      }
    }

    private void mean(float[] x, double t, float[] out) {
      int rows = x.length / dim;
      int width = dim + columns;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(x, row * dim, inputs, row * width, dim);
        System.arraycopy(masks, (from + row) * columns, inputs, row * width + dim, columns);
      }
      network.velocity(inputs, t, out);
      for (int row = 0; row < rows; row++) {
        for (int c = 0; c < columns; c++) {
          ColumnCode column = encoding.columns().get(c);
          if (column.levels() > 0) {
            int at = row * dim + starts[c + 1] - column.levels();
            Softmax.of(out, at, column.levels(), out, at);
          }
        }
      }
    }
  }
}
