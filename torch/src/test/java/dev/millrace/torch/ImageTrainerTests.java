package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.Snapshot;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.LearningRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageTrainerTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 8, 8, 2, 2, List.of(16, 32), 1, 1, 0.1);

  /** Bright above, dark below, or the other way round. */
  private static ImageSet halves() {
    byte[] pixels = new byte[20 * 64];
    int[] labels = new int[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < 64; p++) {
        pixels[i * 64 + p] = (byte) ((p < 32) == (labels[i] == 0) ? 255 - i : i);
      }
    }
    return new ImageSet("halves", 1, 8, 8, pixels, labels, List.of("up", "down"));
  }

  private static ImageTrainingOptions options(int steps) {
    return ImageTrainingOptions.defaults(steps).withBatch(10, 4).withLearningRate(new LearningRate(3e-3, 5, false))
        .withEma(0.9).withSeed(7);
  }

  private static ImageObjective objective() {
    return ImageObjective.flowMatching(ImageSource.of(halves())).withCoupling(new WithinClasses(new MinibatchOt()));
  }

  private static ImageTrainer trainer(Torch engine, int steps, ImageTrainingState from) {
    return new ImageTrainer(engine, objective(), options(steps), from);
  }

  private static ImageTrainingState fresh() {
    return ImageTrainingState.random(NET, new Seed(2));
  }

  @Test
  void anAverageWithoutMemoryIsTheWeightsBitForBit() {
    ImageTrainingState state = new ImageTrainer(Shared.FAST, objective(), options(5).withEma(0), fresh()).run(_ -> {});
    assertArrayEquals(state.weights(), state.average());
  }

  /**
   * Where a flow from noise to one image per class goes is known: it ends at the image. Its least loss is almost 0; a network
   * that knows the class but does not look at x_t is at 1, the variance of the noise, or above.
   */
  @Test
  void learnsTheFlowToTheImageOfEachClass() {
    List<ImageTrainingEvent> events = new ArrayList<>();
    ImageTrainingState end = trainer(Shared.FAST, 150, fresh()).run(events::add);
    assertTrue(events.getLast().loss() < 0.6, "loss " + events.getLast().loss());
    int[] labels = {0, 1, 0, 1, 1, 0};
    float[] noise = ImageSource.noise(6, 64, new Seed(3), Seed.Purpose.SAMPLING);
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, NET, end.average())) {
      float[] samples = flow.sample(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(8)), noise, labels, 1).points();
      double squares = 0;
      for (int i = 0; i < samples.length; i++) {
        double pixel = (i % 64 < 32) == (labels[i / 64] == 0) ? 1 : -1;
        squares += (samples[i] - pixel) * (samples[i] - pixel) / samples.length;
      }
      // Noise is 1.4 off.
      assertTrue(Math.sqrt(squares) < 0.7, "pixels off by " + Math.sqrt(squares) + ", loss " + events.getLast().loss());
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    List<ImageTrainingEvent> events = new ArrayList<>();
    ImageTrainingState once = trainer(Shared.FAST, 60, fresh()).run(events::add);
    ImageTrainingState again = trainer(Shared.FAST, 60, fresh()).run(_ -> {});
    assertArrayEquals(once.weights(), again.weights());
    assertArrayEquals(once.average(), again.average());
    assertEquals(6, events.size());
    ImageTrainingEvent last = events.getLast();
    assertEquals(List.of(60, 60, 30, 30), List.of(last.step(), last.steps(), last.epoch(), last.epochs()));
    assertEquals(0, last.secondsLeft());
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    try (Torch one = Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.BF16, 1));
        Torch three = Torch.open(
            new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.BF16, 3))) {
      assertArrayEquals(trainer(one, 4, fresh()).run(_ -> {}).weights(),
          trainer(three, 4, fresh()).run(_ -> {}).weights());
    }
  }

  @Test
  void resumedTrainingEndsWithTheSameBits(@TempDir Path folder) throws IOException {
    CheckpointStore store = new CheckpointStore(folder);
    ImageTrainingState[] kept = new ImageTrainingState[1];
    ImageTrainingState whole = trainer(Shared.FAST, 20, fresh()).run(event -> {
      if (event.step() == 10) {
        kept[0] = event.trainer().state();
      }
    });
    store.save(new Snapshot(10, kept[0].files(), Map.of()));
    ImageTrainingState read = ImageTrainingState.read(store.newest().checkpoint().orElseThrow(), NET);
    ImageTrainingState resumed = trainer(Shared.FAST, 20, read).run(_ -> {});
    assertArrayEquals(whole.weights(), resumed.weights());
    assertArrayEquals(whole.average(), resumed.average());
    assertArrayEquals(whole.first(), resumed.first());
    assertArrayEquals(whole.second(), resumed.second());
    assertEquals(20, resumed.step());
  }

  @Test
  void partsOfABatchAddUpToTheBatch() {
    ResidualUNet still = new ResidualUNet(1, 8, 8, 2, 2, List.of(16, 32), 1, 1, 0);
    float[][] ends = new float[2][];
    for (int i = 0; i < 2; i++) {
      ImageTrainingOptions options = options(3).withBatch(10, i == 0 ? 3 : 10);
      ends[i] = new ImageTrainer(Shared.EXACT, objective(), options,
          ImageTrainingState.startingFrom(still, still.start(new Seed(2)))).run(_ -> {}).first();
    }
    double largest = 0;
    for (float value : ends[1]) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < ends[0].length; i++) {
      assertEquals(ends[1][i], ends[0][i], 2e-3 * largest);
    }
  }

  @Test
  void trainingLeavesNoTensorBehind() {
    trainer(Shared.FAST, 2, fresh()).run(_ -> {});
    long before = NetworksTests.settled();
    long[] within = new long[2];
    trainer(Shared.FAST, 40, fresh()).run(event -> {
      if (event.step() == 10 || event.step() == 40) {
        within[event.step() == 10 ? 0 : 1] = NetworksTests.settled();
      }
    });
    assertEquals(within[0], within[1]);
    assertEquals(before, NetworksTests.settled());
  }

  @Test
  void divergenceKeepsTheStateBefore() {
    ImageTrainingOptions wild = options(30).withLearningRate(new LearningRate(1e18, 0, false));
    ImageTrainer trainer = new ImageTrainer(Shared.EXACT, objective(), wild, fresh());
    DivergedException e = assertThrows(DivergedException.class, () -> trainer.run(_ -> {}));
    assertTrue(trainer.state().isFinite());
    assertEquals(e.step() - 1, trainer.state().step());
  }

  @Test
  void stopsWhereItIsToldTo() {
    ImageTrainer trainer = trainer(Shared.FAST, 20, fresh());
    assertEquals(7, trainer.run(_ -> {}, step -> step < 7).step());
    assertEquals(20, trainer.run(_ -> {}).step());
    assertArrayEquals(trainer(Shared.FAST, 20, fresh()).run(_ -> {}).weights(), trainer.state().weights());
  }
}
