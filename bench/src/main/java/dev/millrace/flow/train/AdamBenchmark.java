package dev.millrace.flow.train;

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

/** One step of Adam over the parameters of a network of five layers, on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class AdamBenchmark {
  /** The network's width; its parameters are five times the square. */
  @Param({"64", "128", "256", "512"})
  public int hidden = 64;

  private float[][] arrays = new float[0][];
  private int step;

  @Setup
  public void setUp() {
    arrays = new float[5][5 * hidden * hidden];
    for (int i = 0; i < arrays[0].length; i++) {
      arrays[0][i] = (i % 7 - 3) * 0.1f;
      arrays[1][i] = (i % 5 - 2) * 0.01f;
    }
  }

  /** Updates parameters, both moments and the moving average from the gradient. */
  @Benchmark
  public float[] update() {
    AdamW.ADAM.update(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], 0.999f, 0, arrays[0].length, ++step, 1e-3,
        1);
    return arrays[0];
  }
}
