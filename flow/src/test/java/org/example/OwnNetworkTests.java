package org.example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.ArrayLearner;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.Evaluation;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.Learner;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Network;
import dev.millrace.flow.train.NetworkGradient;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A network, an objective, a loss and a training step of somebody else, from a package of its own. */
class OwnNetworkTests {
  /**
   * A network in plain Java: v_j = Σ_k w_jk·f_k with the features f = (x, t, 1) and, if wanted, the further inputs. It
   * accepts any loss.
   */
  private record Linear(int dim, int extraInputs) implements Network {
    @Override
    public Map<String, String> description() {
      return Map.of("architecture", "linear", "dim", Integer.toString(dim));
    }

    private int features() {
      return dim + 2 + extraInputs;
    }

    @Override
    public int length() {
      return dim * features();
    }

    @Override
    public float[] start(Seed seed) {
      return new float[length()];
    }

    private double[] features(Inputs inputs, int row) {
      double[] f = new double[features()];
      for (int k = 0; k < dim; k++) {
        f[k] = inputs.x()[row * dim + k];
      }
      f[dim] = inputs.t()[row];
      f[dim + 1] = 1;
      for (int k = 0; k < extraInputs; k++) {
        f[dim + 2 + k] = inputs.extra()[row * extraInputs + k];
      }
      return f;
    }

    private float output(float[] weights, double[] f, int j) {
      double sum = 0;
      for (int k = 0; k < f.length; k++) {
        sum += weights[j * f.length + k] * f[k];
      }
      return (float) sum;
    }

    @Override
    public VelocityField<float[]> field(float[] weights) {
      return (x, t, out) -> {
        float[] times = new float[x.length / dim];
        Arrays.fill(times, (float) t);
        Inputs inputs = new Inputs(x, times, new int[0], new float[times.length * extraInputs], dim);
        for (int i = 0; i < x.length; i++) {
          out[i] = output(weights, features(inputs, i / dim), i % dim);
        }
      };
    }

    @Override
    public Learner learner(TrainingState state, TrainingOptions options, Workers workers) {
      float[] gradient = new float[length()];
      return new ArrayLearner(state, new NetworkGradient() {
        @Override
        public double compute(float[] weights, Batch batch) {
          Arrays.fill(gradient, 0);
          float[] output = new float[batch.target().length];
          evaluate(weights, batch.inputs(), output);
          float[] ofRow = new float[dim];
          double sum = 0;
          for (int r = 0; r < batch.count(); r++) {
            sum += options.loss().row(output, r * dim, batch.target(), r * dim, dim, ofRow);
            double[] f = features(batch.inputs(), r);
            for (int i = 0; i < gradient.length; i++) {
              gradient[i] += (float) (ofRow[i / f.length] * f[i % f.length] / batch.count());
            }
          }
          return sum / batch.count();
        }

        @Override
        public float[] values() {
          return gradient;
        }

        @Override
        public void evaluate(float[] weights, Inputs inputs, float[] out) {
          for (int i = 0; i < out.length; i++) {
            out[i] = output(weights, features(inputs, i / dim), i % dim);
          }
        }
      }, workers);
    }
  }

  private static TrainingOptions options(int steps) {
    return TrainingOptions.defaults().withSteps(steps).withThreads(1).withClip(Double.POSITIVE_INFINITY)
        .withLearningRate(new LearningRate(0.03, 0, true));
  }

  /**
   * For noise N(0, 1) and data N(m, s²) at the fixed time t, the best linear v = a·x_t + b has a = Cov(x1 − x0, x_t) /
   * Var(x_t) = (t·s² − (1 − t)) / (t²s² + (1 − t)²) and b = m − a·t·m.
   */
  @Test
  void aNetworkInPlainJavaTrainsToTheOptimumInClosedForm() {
    double m = 2;
    double s = 0.5;
    double t = 0.7;
    Distribution data = new Distribution() {
      @Override
      public int dim() {
        return 1;
      }

      @Override
      public void sample(RandomGenerator random, float[] out, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
          out[i] = (float) random.nextGaussian(m, s);
        }
      }
    };
    Network network = new Linear(1, 0);
    List<Integer> events = new ArrayList<>();
    Trainer trainer = new Trainer(FlowMatching.of(data).withTime(new TimeDistribution.At(t)), network, options(2000));
    TrainingState end = trainer.run(event -> events.add(event.step()));
    double a = (t * s * s - (1 - t)) / (t * t * s * s + (1 - t) * (1 - t));
    float[] v = new float[2];
    network.field(end.average()).velocity(new float[]{0, 1}, t, v);
    assertEquals(m - a * t * m, v[0], 0.03);
    assertEquals(a, v[1] - v[0], 0.03);
    assertEquals(40, events.size());

    TrainingState[] kept = new TrainingState[1];
    Trainer whole = new Trainer(FlowMatching.of(data), network, options(120));
    whole.run((TrainingEvent event) -> kept[0] = event.step() == 50 ? event.trainer().state() : kept[0]);
    Trainer resumed = new Trainer(FlowMatching.of(data), network, options(120), kept[0]);
    assertArrayEquals(whole.state().weights(), resumed.run().weights());
    assertArrayEquals(whole.state().second(), resumed.state().second());
  }

  /**
   * An objective with two times whose target needs the network itself: the average velocity u(x_s, s, t) from s to t is
   * the mean of those of the two halves, and for s = t it is the velocity (as in shortcut models, Frans et al. 2024).
   */
  private record TwoTimes(PairSource pairs) implements Objective {
    @Override
    public int extraInputs() {
      return 1;
    }

    @Override
    public void make(Batch batch, int from, int to, Pairs of, int first,
        Function<Seed.Purpose, RandomGenerator> random) {
      RandomGenerator times = random.apply(Seed.Purpose.TIME);
      Inputs inputs = batch.inputs();
      int dim = of.dim();
      for (int r = from; r < to; r++) {
        float s = (float) times.nextDouble();
        inputs.t()[r] = s;
        inputs.extra()[r] = r % 2 == 0 ? s : s + (1 - s) * (float) times.nextDouble();
        for (int j = 0; j < dim; j++) {
          int in = (first + r) * dim + j;
          inputs.x()[r * dim + j] = s * of.x1()[in] + (1 - s) * of.x0()[in];
          batch.target()[r * dim + j] = of.x1()[in] - of.x0()[in];
        }
      }
    }

    @Override
    public void complete(Batch batch, Evaluation network) {
      Inputs inputs = batch.inputs();
      int dim = inputs.dim();
      float[] middle = new float[batch.count()];
      for (int r = 0; r < middle.length; r++) {
        middle[r] = (inputs.t()[r] + inputs.extra()[r]) / 2;
      }
      float[] u = new float[batch.target().length];
      network.evaluate(inputs.withExtra(middle), u);
      float[] x = inputs.x().clone();
      for (int i = 0; i < x.length; i++) {
        x[i] += (middle[i / dim] - inputs.t()[i / dim]) * u[i];
      }
      float[] then = new float[u.length];
      network.evaluate(inputs.withX(x).withT(middle), then);
      for (int i = 0; i < u.length; i++) {
        if (inputs.extra()[i / dim] > inputs.t()[i / dim]) {
          batch.target()[i] = (u[i] + then[i]) / 2;
        }
      }
    }
  }

  /** Noise, and the same shifted by 3. */
  private static FixedPairs shifted() {
    float[] x0 = new Gaussian(1).sample(new SplittableRandom(1), 500);
    float[] x1 = x0.clone();
    for (int i = 0; i < x1.length; i++) {
      x1[i] += 3;
    }
    return new FixedPairs(x0, x1, 1);
  }

  /** Between a point and itself shifted by 3 the velocity is 3, at any times; so is every average velocity. */
  @Test
  void anObjectiveMayHaveTwoTimesAndTheNetworkInItsTarget() {
    Linear network = new Linear(1, 1);
    TrainingState end = new Trainer(new TwoTimes(shifted()), network, options(1500)).run();
    // Of x, s and the second time none matters; the constant is the velocity.
    assertArrayEquals(new float[]{0, 0, 3, 0}, end.average(), 0.03f);
    assertThrows(InvalidInputException.class,
        () -> new Trainer(new TwoTimes(shifted()), new Linear(1, 0), options(1)));
  }

  /** A loss of somebody else: cross-entropy between a softmax of the outputs and the targets, which are shares. */
  private record CrossEntropy() implements Loss {
    @Override
    public double row(float[] output, int at, float[] target, int targetAt, int dim, float[] gradient) {
      double sum = 0;
      for (int j = 0; j < dim; j++) {
        sum += Math.exp(output[at + j]);
      }
      double loss = 0;
      double all = 0;
      for (int j = 0; j < dim; j++) {
        loss += target[targetAt + j] * (Math.log(sum) - output[at + j]);
        all += target[targetAt + j];
      }
      for (int j = 0; j < dim; j++) {
        gradient[j] = (float) (all * Math.exp(output[at + j]) / sum - target[targetAt + j]);
      }
      return loss;
    }
  }

  @Test
  void lossesOfAnyKindHaveTheirGradientsOnThePureJavaEngine() {
    MlpNetwork network = new MlpNetwork(new MlpShape(3, 12, 2, 1));
    for (Loss loss : List.of(new CrossEntropy(), new Loss.PseudoHuber(0.3), Loss.SQUARED)) {
      TrainingOptions options = options(1).withBatch(70).withLoss(loss);
      Batch batch;
      try (Batches batches = new Batches(FlowMatching.of(new Gaussian(3)), options)) {
        batch = batches.batch(1);
      }
      for (int i = 0; i < batch.target().length; i++) {
        batch.target()[i] = Math.abs(batch.target()[i]);
      }
      float[] weights = network.start(new Seed(4));
      try (Workers workers = new Workers(1)) {
        // One step of plain descent tells the gradient: Adam's first mean is a tenth of it.
        Learner learner = network.learner(TrainingState.startingFrom(weights), options, workers);
        Learner.Outcome outcome = learner.gradient(batch);
        learner.update(options.update(1, outcome.gradientNorm()));
        float[] gradient = learner.state().first();
        double step = 1e-2;
        for (int i = 7; i < weights.length; i += 97) {
          double[] values = new double[2];
          for (int side = 0; side < 2; side++) {
            float[] moved = weights.clone();
            moved[i] += (float) (side == 0 ? -step : step);
            values[side] = network.learner(TrainingState.startingFrom(moved), options, workers).gradient(batch).loss();
          }
          assertEquals((values[1] - values[0]) / (2 * step), 10 * gradient[i], 2e-3, loss + ", weight " + i);
        }
        assertEquals(outcome.loss(), meanOfRows(loss, batch, learnerOutput(network, weights, options, batch)), 1e-5);
      }
    }
  }

  private static float[] learnerOutput(Network network, float[] weights, TrainingOptions options, Batch batch) {
    float[] out = new float[batch.target().length];
    try (Workers workers = new Workers(1);
        Learner learner = network.learner(TrainingState.startingFrom(weights), options, workers)) {
      learner.evaluate(batch.inputs(), out);
    }
    return out;
  }

  private static double meanOfRows(Loss loss, Batch batch, float[] output) {
    int dim = batch.inputs().dim();
    double sum = 0;
    for (int r = 0; r < batch.count(); r++) {
      sum += loss.row(output, r * dim, batch.target(), r * dim, dim, new float[dim]);
    }
    return sum / batch.count();
  }

  /** Outputs for rows with times of their own, more of them than a batch has, equal those of the field time by time. */
  @Test
  void anEvaluationIsTheFieldRowByRow() {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 16, 2, 1).withClasses(3));
    float[] weights = network.start(new Seed(1));
    int count = 150;
    float[] x = new Gaussian(2).sample(new SplittableRandom(2), count);
    float[] t = new float[count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      t[i] = (i % 7) / 7f;
      labels[i] = i % 4;
    }
    float[] out = new float[2 * count];
    try (Workers workers = new Workers(2);
        Learner learner = network.learner(TrainingState.startingFrom(weights), options(1).withBatch(64), workers)) {
      learner.evaluate(new Inputs(x, t, labels, new float[0], 2), out);
    }
    for (int i = 0; i < count; i++) {
      float[] v = new float[2];
      network.field(weights).velocity(Arrays.copyOfRange(x, 2 * i, 2 * i + 2), t[i], new int[]{labels[i]}, v);
      assertArrayEquals(v, Arrays.copyOfRange(out, 2 * i, 2 * i + 2), 1e-4f, "row " + i);
    }
  }

  /** A training step on another engine: the batches are ours, everything else is somebody else's. */
  @Test
  void batchesServeATrainingStepOfSomebodyElse() {
    double a = 0;
    double b = 0;
    try (Batches batches = new Batches(FlowMatching.of(new Draws(new Gaussian(1), new Gaussian(1)))
        .withTime(new TimeDistribution.At(0.9)), options(400).withThreads(2))) {
      for (int step = 1; step <= 400; step++) {
        Batch batch = batches.batch(step);
        for (int i = 0; i < batch.count(); i++) {
          double error = a * batch.inputs().x()[i] + b - batch.target()[i];
          a -= 0.1 / batch.count() * error * batch.inputs().x()[i];
          b -= 0.1 / batch.count() * error;
        }
      }
    }
    assertEquals((0.9 - 0.1) / (0.81 + 0.01), a, 0.06);
    assertEquals(0, b, 0.06);
  }

  @Test
  void aTrainingThatDivergesReturnsToTheKeptState() {
    Network network = new Linear(1, 0);
    Loss breaking = (output, at, target, targetAt, dim, gradient) -> {
      double loss = Loss.SQUARED.row(output, at, target, targetAt, dim, gradient);
      return Math.abs(output[at + dim - 1]) > 2 ? 1e15 : loss;
    };
    Trainer trainer = new Trainer(FlowMatching.of(shifted()), network,
        options(500).withLearningRate(new LearningRate(0.003, 0, false)).withLoss(breaking));
    var e = assertThrows(DivergedException.class, trainer::run);
    assertTrue(e.step() > Trainer.KEPT_STEPS, e::toString);
    int kept = (e.step() - 1) / Trainer.KEPT_STEPS * Trainer.KEPT_STEPS - 1;
    assertEquals(kept, trainer.state().step());
    assertTrue(String.valueOf(e.getMessage()).contains("the state after step " + kept + " is kept"), e::toString);
    Trainer until = new Trainer(FlowMatching.of(shifted()), network,
        options(500).withLearningRate(new LearningRate(0.003, 0, false)).withLoss(breaking));
    until.run(_ -> {}, step -> step < kept);
    assertArrayEquals(until.state().weights(), trainer.state().weights());
  }
}
