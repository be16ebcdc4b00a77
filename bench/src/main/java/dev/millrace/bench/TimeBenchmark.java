package dev.millrace.bench;

import java.util.concurrent.TimeUnit;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
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

/**
 * The time embedding during sampling: the features of a time that was not used before, their layer and their half of
 * the first layer. The network has one hidden layer and gets one row, so that the remaining work is small;
 * {@code knownTime} measures that remaining work.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class TimeBenchmark {
  /** Width of the hidden layer and of the embedding. */
  @Param({"64", "128", "256", "512"})
  public int hidden = 64;

  private VelocityMlp mlp = VelocityMlp.random(new MlpShape(2, hidden, 1, 1), new Seed(1));
  private final float[] x = {0.5f, -0.5f};
  private final float[] v = new float[2];
  private double time;

  @Setup
  public void setUp() {
    mlp = VelocityMlp.random(new MlpShape(2, hidden, 1, 1), new Seed(1));
  }

  /** A different time in each call. */
  @Benchmark
  public float[] newTime() {
    // Steps of an irrational number, folded into [0, 1), meet no time twice.
    time = (time + 0.6180339887498949) % 1;
    mlp.velocity(x, time, v);
    return v;
  }

  /** The same time in each call. */
  @Benchmark
  public float[] knownTime() {
    mlp.velocity(x, 0.25, v);
    return v;
  }
}
