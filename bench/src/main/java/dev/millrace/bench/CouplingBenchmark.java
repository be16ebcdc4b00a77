package dev.millrace.bench;

import java.util.concurrent.TimeUnit;

import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.coupling.SemidiscretePairs;
import dev.millrace.flow.coupling.SinkhornCoupling;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.transport.Semidiscrete;
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
 * Pairing a batch of noise with a batch of moons. It uses one thread; a trainer couples in advance on a separate
 * thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class CouplingBenchmark {
  /** Number of cells of the semidiscrete coupling. It is small because the coupling is learnt again in every trial. */
  private static final int CELLS = 256;

  /** Number of pairs in a batch. */
  @Param({"64", "256", "1024", "4096"})
  public int batch = 64;

  private final SemidiscretePairs semidiscrete = learn();
  private final SinkhornCoupling sinkhorn = new SinkhornCoupling(SinkhornCoupling.DEFAULT_EPSILON);
  private float[] x0 = new float[0];
  private float[] x1 = new float[0];

  @Setup
  public void setUp() {
    x0 = Sampler.startPoints(new Gaussian(2), batch, new Seed(0));
    x1 = Sampler.startPoints(Toy.MOONS, batch, new Seed(1));
  }

  private static SemidiscretePairs learn() {
    try (Workers workers = new Workers(1)) {
      return SemidiscretePairs.learn(new Gaussian(2), Toy.MOONS, CELLS, Semidiscrete.Stop.DEFAULT, new Seed(3),
          workers,
          (_, _) -> {});
    }
  }

  private Pairs pairs() {
    // A coupling reorders its arguments, so each call gets copies, at less than a hundredth of the cheapest coupling.
    return new Pairs(x0.clone(), x1.clone(), new int[0], 2);
  }

  /** Exact minibatch transport. */
  @Benchmark
  public Pairs exact() {
    Pairs pairs = pairs();
    pairs.couple(new MinibatchOt(), new Seed(2).generator(Seed.Purpose.COUPLING, 0, 0));
    return pairs;
  }

  /** Entropic minibatch transport. */
  @Benchmark
  public Pairs sinkhorn() {
    Pairs pairs = pairs();
    pairs.couple(sinkhorn, new Seed(2).generator(Seed.Purpose.COUPLING, 0, 0));
    return pairs;
  }

  /** Source points and the nearest of 256 cells, which were learnt before. */
  @Benchmark
  public Pairs semidiscrete() {
    Pairs pairs = pairs();
    semidiscrete.draw(0, pairs, new Seed(2), Loop.SEQUENTIAL);
    return pairs;
  }
}
