package dev.millrace.examples.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

import dev.millrace.examples.Show;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Scale;
import dev.millrace.plot.Series;

/**
 * Build-along, step 1: the network that is to become a velocity field.
 *
 * <p>It is a function v(x, t) with some ten thousand weights: a few layers, each of which multiplies by a matrix and
 * bends the result (SiLU, z·sigmoid(z)). It sees the point x as it is, and the time t as 64 numbers,
 *
 * <pre>sin(s·t·f_i), cos(s·t·f_i),   f_i = exp(−ln(10000)·i/32),   i = 0 … 31,</pre>
 *
 * where s is the time scale, here 1: only the first frequencies change much while t goes from 0 to 1.
 *
 * <p>The weights have the names that the same network has in PyTorch, so that a file of them opens in either.
 */
public final class Step1VelocityNetwork {
  private Step1VelocityNetwork() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * Runs the example.
   *
   * @return the network, with random weights
   */
  public static VelocityMlp run(Show show) {
    // Two columns, three hidden layers of 128, t as it is.
    MlpShape shape = new MlpShape(2, 128, 3, 1);
    VelocityMlp network = VelocityMlp.random(shape, new Seed(0));
    show.line("%,d weights", shape.parameters());
    for (Map.Entry<String, FloatArray> tensor : MlpWeights.tensors(network).entrySet()) {
      show.line("  %-20s %s", tensor.getKey(), tensor.getValue().shape());
    }

    float[] points = {0, 0, 1, 0, 0, 1};
    float[] velocity = new float[points.length];
    network.velocity(points, 0.5, velocity);
    for (int i = 0; i < points.length; i += 2) {
      show.line("v((%.0f, %.0f), 0.5) = (%.4f, %.4f)", points[i], points[i + 1], velocity[i], velocity[i + 1]);
    }

    double[] times = IntStream.rangeClosed(0, 100).mapToDouble(k -> k / 100.0).toArray();
    List<Series> features = new ArrayList<>();
    for (int i : new int[]{0, 4, 8}) {
      double frequency = Math.exp(-Math.log(10_000) * i / 32);
      features.add(new Series("sin, frequency %d".formatted(i), times, values(times, t -> Math.sin(t * frequency))));
      features.add(new Series("cos, frequency %d".formatted(i), times, values(times, t -> Math.cos(t * frequency))));
    }
    show.draw("tutorial-time", Pictures.lines("Six of the 64 numbers by which the network knows the time", "time t",
        "value", features, Scale.LINEAR));
    return network;
  }

  private static double[] values(double[] times, DoubleUnaryOperator f) {
    return IntStream.range(0, times.length).mapToDouble(k -> f.applyAsDouble(times[k])).toArray();
  }
}
