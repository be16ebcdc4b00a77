package dev.millrace.serve.studio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.net.MlpGradient;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.Conversion;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Prediction;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.train.Batch;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the page draws it, in the units of the data: the pairs (x0, x1), the point x_t between them, the target and
 * what the network predicts. A batch holds x_t and the velocity u, from which x0 and x1 follow. If the path has noise of
 * its own, its part of x_t is in them. Rows that learn average velocities, whose target is another one, are left out.
 */
final class BatchView {
  /** The number of intervals of t in which errors are summed. */
  static final int BINS = 20;

  private final FlowModel flow;
  private final Batch batch;
  private float @Nullable [] predicted;

  /**
   * @param flow the flow before it learns from the batch
   * @param batch the batch
   */
  BatchView(FlowModel flow, Batch batch) {
    this.flow = flow;
    this.batch = batch;
  }

  /**
   * A row for the page, in the units of the data.
   *
   * @param t the time
   * @param x0 the noise
   * @param x1 the data
   * @param xt the point between them
   * @param target the velocity that is learnt
   * @param predicted the velocity that the network gives
   */
  record Row(float t, float[] x0, float[] x1, float[] xt, float[] target, float[] predicted) {}

  private Schedule schedule() {
    return SigmaForms.parse(flow.sigmaMin()).applyTo(Schedules.parse(flow.path()));
  }

  private boolean isVelocity(int row) {
    float[] extra = batch.inputs().extra();
    return extra.length == 0 || extra[row * (extra.length / batch.count())] == 0;
  }

  /** The prediction of each row, [count, dim], as the network sees it. Each row has a time of its own. */
  private float[] predicted() {
    if (predicted == null) {
      VelocityMlp net = flow.velocity();
      predicted = new float[batch.inputs().x().length];
      try (Workers one = new Workers(1)) {
        new MlpGradient(net.shape(), batch.count(), one).evaluate(net.toFlat(), batch.inputs().x(), batch.inputs().t(),
            net.classes() == 0 ? new int[0] : batch.inputs().labels(), predicted);
      }
    }
    return predicted;
  }

  /** The rows for the page, at most so many. */
  List<Row> rows(int most) {
    int dim = batch.inputs().dim();
    float[] learnt = predicted();
    Standardizer units = flow.standardizer();
    double[] std = units.std();
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < batch.count() && rows.size() < most; row++) {
      if (isVelocity(row)) {
        float[] xt = part(batch.inputs().x(), row, dim);
        float[] target = part(batch.target(), row, dim);
        float[][] ends = ends(xt, target, batch.inputs().t()[row]);
        rows.add(new Row(batch.inputs().t()[row], units.invert(ends[0]), units.invert(ends[1]), units.invert(xt),
            scaled(target, std), scaled(part(learnt, row, dim), std)));
      }
    }
    return rows;
  }

  /** The pairs alone, [count, 4]: x0 and x1 in the plane. */
  float[] pairs(int most) {
    int dim = batch.inputs().dim();
    int[] shown = IntStream.range(0, batch.count()).filter(this::isVelocity).limit(most).toArray();
    float[] pairs = new float[shown.length * 4];
    for (int i = 0; i < shown.length; i++) {
      float[][] ends = ends(part(batch.inputs().x(), shown[i], dim), part(batch.target(), shown[i], dim),
          batch.inputs().t()[shown[i]]);
      for (int end = 0; end < 2; end++) {
        float[] point = flow.standardizer().invert(ends[end]);
        pairs[4 * i + 2 * end] = point[0];
        pairs[4 * i + 2 * end + 1] = dim > 1 ? point[1] : 0;
      }
    }
    return pairs;
  }

  private static float[] part(float[] values, int row, int dim) {
    float[] part = new float[dim];
    System.arraycopy(values, row * dim, part, 0, dim);
    return part;
  }

  private static float[] scaled(float[] v, double[] std) {
    float[] scaled = new float[v.length];
    for (int i = 0; i < v.length; i++) {
      scaled[i] = (float) (v[i] * std[i]);
    }
    return scaled;
  }

  private float[][] ends(float[] xt, float[] u, double t) {
    PathPoint at = schedule().at(t);
    Conversion noise = at.convert(Prediction.VELOCITY, Prediction.NOISE);
    Conversion data = at.convert(Prediction.VELOCITY, Prediction.DATA);
    float[][] ends = new float[2][xt.length];
    for (int i = 0; i < xt.length; i++) {
      ends[0][i] = (float) (noise.onState() * xt[i] + noise.onValue() * u[i]);
      ends[1][i] = (float) (data.onState() * xt[i] + data.onValue() * u[i]);
    }
    return ends;
  }

  /**
   * Adds the squared errors of the rows to bins of t.
   *
   * @param sums [20], the errors
   * @param counts [20], the rows
   */
  void addByTime(double[] sums, double[] counts) {
    int dim = batch.inputs().dim();
    float[] learnt = predicted();
    for (int row = 0; row < batch.count(); row++) {
      if (isVelocity(row)) {
        int bin = Math.clamp((int) (batch.inputs().t()[row] * BINS), 0, BINS - 1);
        for (int i = row * dim; i < (row + 1) * dim; i++) {
          double error = learnt[i] - batch.target()[i];
          sums[bin] += error * error / dim;
        }
        counts[bin]++;
      }
    }
  }
}
