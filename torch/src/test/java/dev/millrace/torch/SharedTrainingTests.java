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
import dev.millrace.flow.train.SharedLearner;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Two learners whose gradients are averaged, beside one that has the images of both. */
class SharedTrainingTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 8, 8, 2, 2, List.of(16, 32), 1, 1, 0);
  private static final int STEPS = 12;
  private static final int IMAGES = 6;

  private static FlowMatching objective() {
    byte[] pixels = new byte[20 * 64];
    int[] labels = new int[20];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 + i / 64);
      labels[i / 64] = i / 64 % 2;
    }
    return FlowMatching
        .of(new ImageEpochs(new ImageSet("stripes", 1, 8, 8, pixels, labels, List.of("even", "odd")), false));
  }

  private static TrainingOptions options(int rank) {
    return TorchNetwork.options(STEPS).withBatch(IMAGES).withSeed(rank);
  }

  private static Batch both(Batch first, Batch second) {
    return new Batch(first.step(),
        new Inputs(both(first.inputs().x(), second.inputs().x()), both(first.inputs().t(), second.inputs().t()),
            both(first.inputs().labels(), second.inputs().labels()), new float[0], NET.dim()),
        both(first.target(), second.target()), new float[0]);
  }

  private static float[] both(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static int[] both(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void theMeanOfTwoGradientsIsThatOfTheImagesOfBoth() {
    TorchNetwork network = new TorchNetwork(Shared.EXACT, NET, 4);
    TrainingState start = TrainingState.startingFrom(network.start(new Seed(9)));
    try (Workers workers = new Workers(1);
        Batches ofFirst = new Batches(objective(), options(0));
        Batches ofSecond = new Batches(objective(), options(1));
        SharedLearner first = network.learner(start, options(0), workers);
        SharedLearner second = network.learner(start, options(1), workers);
        Learner jointly = network.learner(start, options(0).withBatch(2 * IMAGES), workers)) {
      for (int step = 1; step <= STEPS; step++) {
        Batch a = ofFirst.batch(step);
        Batch b = ofSecond.batch(step);
        double loss = (first.gradient(a).loss() + second.gradient(b).loss()) / 2;
        float[] mean = first.lastGradient();
        float[] other = second.lastGradient();
        for (int i = 0; i < mean.length; i++) {
          mean[i] = (mean[i] + other[i]) / 2;
        }
        Learner.Outcome expected = jointly.gradient(both(a, b));
        assertEquals(expected.loss(), loss, 1e-4);
        assertEquals(expected.gradientNorm(), first.replaceGradient(mean), 1e-4 * expected.gradientNorm());
        second.replaceGradient(mean);
        first.update(options(0).update(step, expected.gradientNorm()));
        second.update(options(0).update(step, expected.gradientNorm()));
        jointly.update(options(0).update(step, expected.gradientNorm()));
      }
      assertArrayEquals(first.state().weights(), second.state().weights());
      assertArrayEquals(first.state().second(), second.state().second());
      assertArrayEquals(jointly.state().weights(), first.state().weights(), 2e-4f);
    }
  }

  @Test
  void aLearnerGoesOnFromTheStateOfAnother() {
    TorchNetwork network = new TorchNetwork(Shared.EXACT, NET, 4);
    try (Workers workers = new Workers(1);
        Batches batches = new Batches(objective(), options(0));
        SharedLearner first = network.learner(TrainingState.startingFrom(network.start(new Seed(1))), options(0),
            workers);
        SharedLearner second = network.learner(TrainingState.startingFrom(network.start(new Seed(2))), options(0),
            workers)) {
      for (int step = 1; step <= 3; step++) {
        Learner.Outcome outcome = first.gradient(batches.batch(step));
        first.update(options(0).update(step, outcome.gradientNorm()));
      }
      second.replace(first.state());
      Batch next = batches.batch(4);
      assertEquals(3, second.state().step());
      assertEquals(first.gradient(next), second.gradient(next));
      assertArrayEquals(first.lastGradient(), second.lastGradient());
    }
  }
}
