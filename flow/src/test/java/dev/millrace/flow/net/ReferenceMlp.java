package dev.millrace.flow.net;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The velocity MLP once more, in double precision and written straight from its definition with PyTorch's weight layout
 * [out][in]: the independent truth of the engine's tests.
 */
final class ReferenceMlp {
  final MlpShape shape;
  /** weights[l][out][in], layer by layer in the order of the network. */
  final double[][][] weights;
  final double[][] biases;
  /** table[class][hidden], the null class last; without rows if there are no classes. */
  final double[][] table;
  /** spanIn[span][inner][features] and spanOut[span][hidden][inner], the embeddings of the spans. */
  final double[][][] spanIn;
  final double[][][] spanOut;

  ReferenceMlp(MlpShape shape, float[] flat) {
    this.shape = shape;
    var layout = new MlpLayout(shape);
    var layers = layout.layers();
    weights = new double[layers.size()][][];
    biases = new double[layers.size()][];
    for (int l = 0; l < layers.size(); l++) {
      var layer = layers.get(l);
      weights[l] = new double[layer.out()][layer.in()];
      biases[l] = new double[layer.out()];
      for (int j = 0; j < layer.out(); j++) {
        biases[l][j] = flat[layer.biases() + j];
        for (int i = 0; i < layer.in(); i++) {
          weights[l][j][i] = flat[layer.weights() + i * layer.stride() + j];
        }
      }
    }
    table = new double[shape.classes() == 0 ? 0 : shape.classes() + 1][shape.hidden()];
    for (int c = 0; c < table.length; c++) {
      for (int j = 0; j < shape.hidden(); j++) {
        table[c][j] = flat[layout.tableRow(c) + j];
      }
    }
    spanIn = new double[shape.spans()][][];
    spanOut = new double[shape.spans()][][];
    for (int k = 0; k < shape.spans(); k++) {
      var span = layout.spans().get(k);
      spanIn[k] = part(flat, span.weights(), 64, span.innerStride(), span.inner());
      spanOut[k] = part(flat, span.rows(), span.inner(), layout.first().stride(), shape.hidden());
    }
  }

  /** The tensor [out, in] of weights that stand as [in][stride] in the flat array. */
  private static double[][] part(float[] flat, int from, int in, int stride, int out) {
    double[][] part = new double[out][in];
    for (int j = 0; j < out; j++) {
      for (int i = 0; i < in; i++) {
        part[j][i] = flat[from + i * stride + j];
      }
    }
    return part;
  }

  /** @param label the class; unused if there are none */
  double[] velocity(double[] x, double t, int label) {
    return average(x, t, label, new double[shape.spans()]);
  }

  /** @param spans the number of each span */
  double[] average(double[] x, double t, int label, double... spans) {
    boolean embedded = shape.timeInput() == TimeInput.EMBEDDING;
    double[] time = embedded ? silu(linear(0, timeFeatures(t))) : new double[]{shape.timeScale() * t};
    double[] input = DoubleStream.concat(Arrays.stream(x), Arrays.stream(time)).toArray();
    for (int l = embedded ? 1 : 0; l < weights.length - 1; l++) {
      double[] z = linear(l, input);
      for (int j = 0; table.length > 0 && l == (embedded ? 1 : 0) && j < z.length; j++) {
        z[j] += table[label][j];
      }
      for (int k = 0; k < spans.length && l == (embedded ? 1 : 0); k++) {
        double[] features = timeFeatures(spans[k]);
        for (int i = 32; i < 64; i++) {
          features[i] -= 1;
        }
        double[] added = times(spanOut[k], silu(times(spanIn[k], features)));
        for (int j = 0; j < z.length; j++) {
          z[j] += added[j];
        }
      }
      input = Arrays.stream(z).map(one -> activated(shape.activation(), one)).toArray();
    }
    return linear(weights.length - 1, input);
  }

  double loss(float[] x, float[] t, int[] labels, float[] target) {
    return loss(x, t, labels, new float[t.length * shape.spans()], target, new float[0]);
  }

  double loss(float[] x, float[] t, int[] labels, float[] spans, float[] target, float[] rowWeights) {
    int dim = shape.dim();
    double sum = 0;
    for (int r = 0; r < t.length; r++) {
      double[] of = new double[shape.spans()];
      for (int k = 0; k < of.length; k++) {
        of[k] = spans[r * of.length + k];
      }
      double[] v = average(row(x, r), t[r], labels[r], of);
      double weight = rowWeights.length == 0 ? 1 : rowWeights[r];
      for (int j = 0; j < dim; j++) {
        sum += weight * Math.pow(v[j] - target[r * dim + j], 2);
      }
    }
    return sum / (t.length * dim);
  }

  double[] row(float[] x, int r) {
    double[] row = new double[shape.inputs()];
    for (int j = 0; j < row.length; j++) {
      row[j] = x[r * row.length + j];
    }
    return row;
  }

  private double[] timeFeatures(double t) {
    double[] f = new double[64];
    for (int i = 0; i < 32; i++) {
      double angle = shape.timeScale() * t * Math.exp(-Math.log(10000) * i / 32);
      f[i] = Math.sin(angle);
      f[32 + i] = Math.cos(angle);
    }
    return f;
  }

  private static double[] times(double[][] matrix, double[] in) {
    return Arrays.stream(matrix).mapToDouble(row -> {
      double sum = 0;
      for (int i = 0; i < in.length; i++) {
        sum += row[i] * in[i];
      }
      return sum;
    }).toArray();
  }

  private double[] linear(int l, double[] in) {
    double[] out = biases[l].clone();
    for (int j = 0; j < out.length; j++) {
      double[] row = weights[l][j];
      double sum = 0;
      for (int i = 0; i < in.length; i++) {
        sum += row[i] * in[i];
      }
      out[j] += sum;
    }
    return out;
  }

  /** The definitions, by the JDK's functions in double precision. */
  static double activated(Activation activation, double z) {
    return switch (activation) {
      case SILU -> z / (1 + Math.exp(-z));
      case SELU -> selu(z);
      case RELU -> z > 0 ? z : 0;
      case LEAKY_RELU -> z > 0 ? z : 0.01 * z;
      case ELU -> z > 0 ? z : Math.expm1(z);
      case TANH -> Math.tanh(z);
      case SOFTPLUS -> z > 30 ? z : Math.log1p(Math.exp(z));
      case GELU -> z * (1 + erf(z / Math.sqrt(2))) / 2;
      case GELU_TANH -> z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z))) / 2;
    };
  }

  /** The series 2/√π·e^−z²·Σ 2ⁿz²ⁿ⁺¹/(1·3·…·(2n + 1)), all of whose terms have one sign. */
  static double erf(double z) {
    if (Math.abs(z) > 7) {
      return Math.signum(z);
    }
    double term = z;
    double sum = 0;
    for (int n = 0; n < 200; n++) {
      sum += term;
      term *= 2 * z * z / (2 * n + 3);
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
  }

  static double selu(double z) {
    return 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z));
  }

  private static double[] silu(double[] z) {
    double[] h = z.clone();
    for (int i = 0; i < h.length; i++) {
      h[i] = z[i] / (1 + Math.exp(-z[i]));
    }
    return h;
  }
}
