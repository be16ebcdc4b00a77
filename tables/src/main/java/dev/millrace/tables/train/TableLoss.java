package dev.millrace.tables.train;

import java.util.Arrays;

import dev.millrace.flow.train.Loss;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.TableEncoding;

/**
 * The loss of variational flow matching for columns of mixed types (Eijkelboom et al. 2024; Guzmán-Cordero et al.
 * 2025): the squared error of numbers and the cross-entropy of one-hots, (Σ (o − x1)² − Σ log softmax(o)[level]) /
 * parts. Its minimum over numbers is E[x1 | x_t], and over one-hots the probability of each level. A part whose target
 * is NaN has no loss.
 */
public final class TableLoss implements Loss {
  /** For each part where it begins; a part of one float that is a number has {@link #number} set. */
  private final int[] starts;
  private final int[] ends;
  private final boolean[] number;

  /**
   * The loss of an encoding.
   *
   * @param encoding the encoding
   */
  public TableLoss(TableEncoding encoding) {
    int most = 2 * encoding.columns().size();
    int[] from = new int[most];
    int[] to = new int[most];
    boolean[] isNumber = new boolean[most];
    int parts = 0;
    int at = 0;
    for (ColumnCode column : encoding.columns()) {
      if (column.hasNumber()) {
        isNumber[parts] = true;
        from[parts] = at++;
        to[parts++] = at;
      }
      if (column.levels() > 0) {
        from[parts] = at;
        at += column.levels();
        to[parts++] = at;
      }
    }
    starts = Arrays.copyOf(from, parts);
    ends = Arrays.copyOf(to, parts);
    number = Arrays.copyOf(isNumber, parts);
  }

  @Override
  public double row(float[] output, int at, float[] target, int targetAt, int dim, float[] gradient) {
    double loss = 0;
    float scale = 1f / starts.length;
    for (int p = 0; p < starts.length; p++) {
      int start = starts[p];
      if (Float.isNaN(target[targetAt + start])) {
        Arrays.fill(gradient, start, ends[p], 0f);
      } else if (number[p]) {
        float error = output[at + start] - target[targetAt + start];
        loss += error * error;
        gradient[start] = 2 * scale * error;
      } else {
        loss += crossEntropy(output, at, target, targetAt, start, ends[p], scale, gradient);
      }
    }
    return loss * scale;
  }

  private static double crossEntropy(float[] output, int at, float[] target, int targetAt, int start, int end,
      float scale, float[] gradient) {
    double logSum = Softmax.of(output, at + start, end - start, gradient, start);
    double dot = 0;
    for (int j = start; j < end; j++) {
      float wanted = target[targetAt + j];
      dot += wanted * output[at + j];
      gradient[j] = scale * (gradient[j] - wanted);
    }
    return logSum - dot;
  }
}
