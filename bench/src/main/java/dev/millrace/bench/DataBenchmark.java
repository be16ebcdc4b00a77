package dev.millrace.bench;

import java.util.concurrent.TimeUnit;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Gaussian;
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

/** Drawing a batch of points, with one generator per point. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class DataBenchmark {
  /** Which distribution; {@code gaussian} is the source of noise. */
  @Param({"gaussian", "moons", "8gaussians", "checkerboard", "spirals"})
  public String data = "gaussian";
  /** Number of points in a batch. */
  @Param({"64", "256", "1024", "4096", "16384", "65536"})
  public int batch = 64;

  private Distribution distribution = new Gaussian(2);
  private float[] points = new float[0];

  @Setup
  public void setUp() {
    distribution = data.equals("gaussian") ? new Gaussian(2) : Distributions.named(data).orElseThrow();
    points = new float[2 * batch];
  }

  /** One batch, on one thread. */
  @Benchmark
  public float[] draw() {
    distribution.sample(new Seed(0).generator(Seed.Purpose.DATA, 0, 0), points, 0, batch);
    return points;
  }
}
