package dev.millrace.bench;

import java.util.concurrent.TimeUnit;

import dev.millrace.flow.data.Toy;
import dev.millrace.flow.net.MlpGradient;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A training step, data and optimizer included, and its largest part, the gradient. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class TrainingBenchmark {
  private static final int STEPS = 20;

  /** Width of the hidden layers. */
  @Param({"64", "128", "256", "512"})
  public int hidden = 64;
  /** Hidden layers. */
  @Param({"3", "5"})
  public int layers = 3;
  /** Rows per step. */
  @Param({"64", "256", "1024", "4096", "16384", "65536"})
  public int batch = 64;
  /** Number of threads. */
  @Param({"1", "2"})
  public int threads = 1;

  private Inputs inputs = new Inputs(this);

  /** The data of a trial. */
  private static final class Inputs {
    final MlpShape shape;
    final TrainingOptions options;
    final Workers workers;
    final MlpGradient gradient;
    final float[] weights;
    final float[] x;
    final float[] t;

    Inputs(TrainingBenchmark of) {
      shape = new MlpShape(2, of.hidden, of.layers, 1);
      options = TrainingOptions.defaults().withSteps(STEPS).withBatch(of.batch).withThreads(of.threads);
      workers = new Workers(of.threads);
      gradient = new MlpGradient(shape, of.batch, workers);
      weights = VelocityMlp.random(shape, new Seed(1)).toFlat();
      x = Sampler.startPoints(Toy.MOONS, of.batch, new Seed(2));
      t = new float[of.batch];
      for (int i = 0; i < t.length; i++) {
        t[i] = (i + 0.5f) / t.length;
      }
    }
  }

  @Setup
  public void setUp() {
    inputs.workers.close();
    inputs = new Inputs(this);
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    inputs.workers.close();
  }

  /** Twenty steps from random weights, reported per step; creating the buffers and the threads is included. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public TrainingState step() {
    return new Trainer(FlowMatching.of(Toy.MOONS), new MlpNetwork(inputs.shape), inputs.options).run();
  }

  /** Loss and gradient of one batch. */
  @Benchmark
  public double gradient() {
    return inputs.gradient.compute(inputs.weights, inputs.x, inputs.t, inputs.x);
  }
}
