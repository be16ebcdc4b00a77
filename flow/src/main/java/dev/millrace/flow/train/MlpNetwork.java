package dev.millrace.flow.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.net.MlpGradient;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The velocity MLP of the pure-Java engine as a network for training.
 *
 * @param shape its shape
 * @param privacy what hides single rows in a training; null for nothing
 */
public record MlpNetwork(MlpShape shape, @Nullable RowPrivacy privacy) implements SharedNetwork {
  /** The name of the architecture in files. */
  public static final String ARCHITECTURE = "velocity-mlp";

  private static final int[] NO_LABELS = {};
  private static final float[] NONE = {};

  /**
   * A network whose training hides nothing.
   *
   * @param shape its shape
   */
  public MlpNetwork(MlpShape shape) {
    this(shape, null);
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("architecture", ARCHITECTURE);
    description.put("dim", Integer.toString(shape.dim()));
    description.put("hidden", Integer.toString(shape.hidden()));
    description.put("layers", Integer.toString(shape.layers()));
    description.put("time_scale", Double.toString(shape.timeScale()));
    description.put("activation", shape.activation().toString());
    description.put("time", shape.timeInput().toString());
    if (shape.timeInput() == TimeInput.EMBEDDING) {
      description.put("frequencies",
          "exp(-ln(10000)*i/32), i = 0..31; features sin then cos of time_scale*t*frequency");
    }
    if (shape.classes() > 0) {
      description.put("classes", Integer.toString(shape.classes()));
    }
    if (shape.extra() > 0) {
      description.put("extra", Integer.toString(shape.extra()));
    }
    if (shape.spans() > 0) {
      description.put("spans", Integer.toString(shape.spans()));
    }
    return description;
  }

  @Override
  public int dim() {
    return shape.dim();
  }

  @Override
  public int classes() {
    return shape.classes();
  }

  @Override
  public int extraInputs() {
    return shape.extra() + shape.spans();
  }

  @Override
  public int length() {
    return shape.flatLength();
  }

  @Override
  public int parameterCount() {
    return shape.parameters();
  }

  @Override
  public float[] start(Seed seed) {
    return VelocityMlp.random(shape, seed).toFlat();
  }

  @Override
  public VelocityMlp field(float[] weights) {
    return VelocityMlp.ofFlat(shape, weights);
  }

  @Override
  public ArrayLearner learner(TrainingState state, TrainingOptions options, Workers workers) {
    return new ArrayLearner(state, new Gradient(options, workers), workers);
  }

  private final class Gradient implements NetworkGradient {
    private final MlpGradient gradient;
    private final int batch;
    private final Loss loss;
    private final Seed seed;
    private final Workers workers;
    private boolean known;

    Gradient(TrainingOptions options, Workers workers) {
      this.gradient = privacy == null
          ? new MlpGradient(shape, options.batch(), workers)
          : MlpGradient.clippingRows(shape, options.batch(), workers, privacy.clip());
      this.seed = options.seed();
      this.workers = workers;
      this.batch = options.batch();
      this.loss = options.loss();
    }

    @Override
    public double compute(float[] weights, Batch of) {
      double value = mean(weights, of);
      if (privacy != null && privacy.noise() > 0) {
        gradient.addNoise(privacy.clip() * privacy.noise() / batch,
            row -> seed.generator(Seed.Purpose.PRIVACY, of.step(), row), workers);
      }
      return value;
    }

    private boolean isNoisy() {
      return privacy != null && privacy.noise() > 0;
    }

    private double mean(float[] weights, Batch of) {
      Inputs inputs = of.inputs();
      float[] target = of.target();
      int dim = shape.dim();
      prepare();
      return loss instanceof Loss.Squared
          ? gradient.compute(weights, rows(inputs), inputs.t(), labels(inputs), spans(inputs), target, of.weights())
          : gradient.compute(weights, rows(inputs), inputs.t(), labels(inputs), spans(inputs),
              (row, output, at, derivative) -> weighted(of.weights(), row, derivative,
                  loss.row(output, at, target, row * dim, dim, derivative)));
    }

    private static double weighted(float[] weights, int row, float[] derivative, double loss) {
      if (weights.length == 0) {
        return loss;
      }
      for (int j = 0; j < derivative.length; j++) {
        derivative[j] *= weights[row];
      }
      return weights[row] * loss;
    }

    /** What depends on the weights alone is computed once a step, although targets may need the network too. */
    private void prepare() {
      if (known) {
        gradient.keepWeights();
      }
      known = true;
    }

    @Override
    public void weightsChanged() {
      known = false;
    }

    /** The rows as the network takes them: the further inputs follow the state, except for the spans. */
    private float[] rows(Inputs inputs) {
      if (shape.extra() == 0) {
        return inputs.x();
      }
      int width = shape.inputs();
      int columns = extraInputs();
      float[] rows = new float[Sizes.product(inputs.count(), width)];
      for (int row = 0; row < inputs.count(); row++) {
        System.arraycopy(inputs.x(), row * shape.dim(), rows, row * width, shape.dim());
        System.arraycopy(inputs.extra(), row * columns, rows, row * width + shape.dim(), shape.extra());
      }
      return rows;
    }

    /** The last further inputs. */
    private float[] spans(Inputs inputs) {
      int spans = shape.spans();
      if (spans == 0 || shape.extra() == 0) {
        return spans == 0 ? NONE : inputs.extra();
      }
      int columns = extraInputs();
      float[] all = new float[Sizes.product(inputs.count(), spans)];
      for (int row = 0; row < inputs.count(); row++) {
        System.arraycopy(inputs.extra(), row * columns + shape.extra(), all, row * spans, spans);
      }
      return all;
    }

    /** A network without classes is not told those of the data. */
    private int[] labels(Inputs inputs) {
      return shape.classes() == 0 ? NO_LABELS : inputs.labels();
    }

    @Override
    public float[] values() {
      return gradient.gradient();
    }

    @Override
    public double norm() {
      return isNoisy() ? NetworkGradient.super.norm() : gradient.norm();
    }

    @Override
    public void evaluate(float[] weights, Inputs inputs, float[] out) {
      int dim = shape.dim();
      int width = shape.inputs();
      int[] labels = labels(inputs);
      int count = inputs.count();
      float[] rows = rows(inputs);
      float[] spans = spans(inputs);
      if (count <= batch) {
        prepare();
        gradient.evaluate(weights, rows, inputs.t(), labels, spans, out);
        return;
      }
      for (int from = 0; from < count; from += batch) {
        int to = Math.min(count, from + batch);
        float[] part = new float[(to - from) * dim];
        prepare();
        gradient.evaluate(weights, Arrays.copyOfRange(rows, from * width, to * width),
            Arrays.copyOfRange(inputs.t(), from, to),
            labels.length == 0 ? labels : Arrays.copyOfRange(labels, from, to),
            Arrays.copyOfRange(spans, Math.min(from * shape.spans(), spans.length),
                Math.min(to * shape.spans(), spans.length)),
            part);
        System.arraycopy(part, 0, out, from * dim, part.length);
      }
    }
  }
}
