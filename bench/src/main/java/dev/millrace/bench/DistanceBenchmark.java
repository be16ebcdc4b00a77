package dev.millrace.bench;

import java.util.concurrent.TimeUnit;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
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

/** The exact W2 between Gaussian points and moons. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class DistanceBenchmark {
  /** Number of points in each set. */
  @Param({"256", "1024", "4096", "10000"})
  public int count = 256;

  private float[] a = new float[0];
  private float[] b = new float[0];

  @Setup
  public void setUp() {
    a = Sampler.startPoints(new Gaussian(2), count, new Seed(0));
    b = Sampler.startPoints(Toy.MOONS, count, new Seed(1));
  }

  /** The whole computation: costs, assignment and sum. */
  @Benchmark
  public double w2() {
    return Wasserstein.w2(a, b, 2);
  }
}
