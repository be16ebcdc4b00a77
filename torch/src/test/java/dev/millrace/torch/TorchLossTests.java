package dev.millrace.torch;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.Learner;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class TorchLossTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 4, 4, 2, 2, List.of(16), 1, 1, 0);

  private static ImageSet set() {
    byte[] pixels = new byte[6 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (37 * i);
    }
    return new ImageSet("six", 1, 4, 4, pixels, new int[]{0, 1, 0, 1, 0, 1}, List.of("a", "b"));
  }

  private static TrainingOptions options(Loss loss) {
    return TorchNetwork.options(1).withBatch(10).withLoss(loss).withThreads(1);
  }

  private static float[] weights() {
    float[] weights = NET.start(new Seed(2));
    float[] wave = Shared.wave(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.05f * wave[i];
    }
    return weights;
  }

  /** Loss, norm, and Adam's first mean, which is a tenth of the gradient. */
  private record Step(double loss, double norm, float[] first, float[] output) {}

  private static Step step(Loss loss) {
    TrainingOptions options = options(loss);
    // Parts of 4, so that the last one is smaller.
    TorchNetwork network = new TorchNetwork(Shared.EXACT, NET, 4);
    try (Workers workers = new Workers(1);
        Batches batches = new Batches(FlowMatching.of(new ImageEpochs(set(), false)), options);
        Learner learner = network.learner(TrainingState.startingFrom(weights()), options, workers)) {
      Batch batch = batches.batch(1);
      float[] output = new float[batch.target().length];
      learner.evaluate(batch.inputs(), output);
      Learner.Outcome outcome = learner.gradient(batch);
      learner.update(options.update(1, Double.MIN_NORMAL));
      return new Step(outcome.loss(), outcome.gradientNorm(), learner.state().first(), output);
    }
  }

  /** The tensor operations of a known loss, and the same loss as one that the engine does not know. */
  @Test
  void lossesByTensorsAndByJavaAreEqual() {
    for (Loss loss : List.of(Loss.SQUARED, new Loss.PseudoHuber(0.5))) {
      Step tensors = step(loss);
      Step java = step(
          (output, at, target, targetAt, dim, gradient) -> loss.row(output, at, target, targetAt, dim, gradient));
      assertEquals(tensors.loss(), java.loss(), 1e-6);
      assertEquals(tensors.norm(), java.norm(), 1e-5);
      assertArrayEquals(tensors.first(), java.first(), 1e-7f);
    }
  }

  @Test
  void anEvaluationIsTheFieldOfTheSameWeights() {
    Step step = step(Loss.SQUARED);
    try (Batches batches = new Batches(FlowMatching.of(new ImageEpochs(set(), false)), options(Loss.SQUARED));
        ImageFlow flow = new TorchNetwork(Shared.EXACT, NET, 4).field(weights())) {
      Inputs inputs = batches.batch(1).inputs();
      for (int i = 0; i < inputs.count(); i++) {
        float[] v = new float[16];
        flow.velocity(Arrays.copyOfRange(inputs.x(), 16 * i, 16 * i + 16), inputs.t()[i],
            new int[]{inputs.labels()[i]}, v);
        assertArrayEquals(v, Arrays.copyOfRange(step.output(), 16 * i, 16 * i + 16), 1e-5f);
      }
    }
  }

  /** By finite differences: the derivative of the loss along the gradient is the square of its norm. */
  @Test
  void theGradientOfALossOfSomebodyElseIsThatOfItsValue() {
    Loss cubes = (output, at, target, targetAt, dim, gradient) -> {
      double sum = 0;
      for (int j = 0; j < dim; j++) {
        double d = output[at + j] - target[targetAt + j];
        sum += Math.abs(d * d * d);
        gradient[j] = (float) (3 * d * Math.abs(d));
      }
      return sum;
    };
    TrainingOptions options = options(cubes);
    TorchNetwork network = new TorchNetwork(Shared.EXACT, NET, 4);
    float[] weights = weights();
    Step step = step(cubes);
    double size = 1e-2 / step.norm();
    double[] values = new double[2];
    try (Workers workers = new Workers(1);
        Batches batches = new Batches(FlowMatching.of(new ImageEpochs(set(), false)), options)) {
      Batch batch = batches.batch(1);
      for (int side = 0; side < 2; side++) {
        float[] moved = weights.clone();
        for (int i = 0; i < moved.length; i++) {
          moved[i] += (float) ((side == 0 ? -1 : 1) * size * 10 * step.first()[i] / step.norm());
        }
        try (Learner learner = network.learner(TrainingState.startingFrom(moved), options, workers)) {
          values[side] = learner.gradient(batch).loss();
        }
      }
    }
    assertEquals(step.norm(), (values[1] - values[0]) / (2 * size), 0.02 * step.norm());
  }
}
