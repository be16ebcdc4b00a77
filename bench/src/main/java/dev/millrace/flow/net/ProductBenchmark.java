package dev.millrace.flow.net;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The matrix product inside the network: a tile of rows times a square matrix of weights, on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class ProductBenchmark {
  /** Rows that a network processes together. */
  @Param("64")
  public int rows = 64;
  /** Columns of the input and of the result. */
  @Param({"64", "128", "256", "512"})
  public int width = 64;

  private final Kernels kernels = Kernels.best();
  private float[] a = new float[0];
  private float[] b = new float[0];
  private float[] y = new float[0];

  @Setup
  public void setUp() {
    a = random(rows * width);
    b = random(width * width);
    y = new float[rows * width];
  }

  /** Sets the size, outside JMH. */
  public void setUp(int newRows, int newWidth) {
    rows = newRows;
    width = newWidth;
    setUp();
  }

  /** Floating-point operations of one product. */
  public double operations() {
    return 2.0 * rows * width * width;
  }

  /** One product. */
  @Benchmark
  public float[] multiply() {
    kernels.multiply(rows, width, width, a, 0, width, 1, b, 0, width, null, 0, 0, y, 0, width);
    return y;
  }

  private static float[] random(int length) {
    Random random = new Random(3);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
