package dev.millrace.bench;

import java.util.concurrent.TimeUnit;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
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

/** Integrating points through a velocity network, with ten steps of fixed-step methods and with an adaptive one. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class SamplingBenchmark {
  private static final int STEPS = 10;

  /** Width of the hidden layers. */
  @Param({"64", "128", "256", "512"})
  public int hidden = 64;
  /** Hidden layers. */
  @Param({"3", "5"})
  public int layers = 3;
  /** Number of points. */
  @Param({"64", "256", "1024", "4096", "16384", "65536"})
  public int count = 64;
  /** Number of threads. */
  @Param({"1", "2"})
  public int threads = 1;

  private VelocityMlp mlp = VelocityMlp.random(new MlpShape(2, hidden, layers, 1), new Seed(1));
  private float[] x0 = new float[0];

  @Setup
  public void setUp() {
    mlp = VelocityMlp.random(new MlpShape(2, hidden, layers, 1), new Seed(1));
    x0 = Sampler.startPoints(new Gaussian(2), count, new Seed(0));
  }

  /** Ten Euler steps. */
  @Benchmark
  public float[] euler() {
    return fixed(Tableau.EULER);
  }

  /** Ten steps of the classical fourth-order method, forty evaluations. */
  @Benchmark
  public float[] rk4() {
    return fixed(Tableau.RK4);
  }

  /** Dormand and Prince's pair at tolerances of 10⁻⁴. */
  @Benchmark
  public float[] dopri5() {
    return new Sampler(new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-4, 1e-4), threads).sample(mlp, x0, 2).points();
  }

  private float[] fixed(Tableau tableau) {
    return new Sampler(new FixedStepSolver(tableau, TimeGrid.uniform(STEPS)), threads).sample(mlp, x0, 2).points();
  }
}
