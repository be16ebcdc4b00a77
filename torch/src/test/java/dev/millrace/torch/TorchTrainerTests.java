package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.Snapshot;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TorchTrainerTests {
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

  private static TrainingOptions options(int steps) {
    return TorchNetwork.options(steps).withBatch(10).withLearningRate(new LearningRate(3e-3, 5, false))
        .withEma(0.9).withSeed(7);
  }

  private static FlowMatching objective() {
    return FlowMatching.of(new ImageEpochs(halves(), false)).withCoupling(new WithinClasses(new MinibatchOt()));
  }

  private static TorchNetwork network(Torch engine) {
    return new TorchNetwork(engine, NET, 5);
  }

  private static Trainer trainer(Torch engine, int steps, TrainingState from) {
    return new Trainer(objective(), network(engine), options(steps), from);
  }

  private static TrainingState fresh() {
    return TrainingState.startingFrom(NET.start(new Seed(2)));
  }

  @Test
  void anAverageWithoutMemoryIsTheWeightsBitForBit() {
    TrainingState state = new Trainer(objective(), network(Shared.FAST), options(5).withEma(0), fresh()).run();
    assertArrayEquals(state.weights(), state.average());
  }

  /**
   * Where a flow from noise to one image per class goes is known: it ends at the image. Its least loss is almost 0; a network
   * that knows the class but does not look at x_t is at 1, the variance of the noise, or above.
   */
  @Test
  void learnsTheFlowToTheImageOfEachClass() {
    List<TrainingEvent> events = new ArrayList<>();
    TrainingState end = trainer(Shared.FAST, 150, fresh()).run(events::add);
    assertTrue(events.getLast().loss() < 0.6, "loss " + events.getLast().loss());
    int[] labels = {0, 1, 0, 1, 1, 0};
    float[] noise = ImageFlow.noise(6, 64, new Seed(3), Seed.Purpose.SAMPLING);
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
    List<TrainingEvent> events = new ArrayList<>();
    TrainingState once = trainer(Shared.FAST, 20, fresh()).run(events::add);
    TrainingState again = trainer(Shared.FAST, 20, fresh()).run();
    assertArrayEquals(once.weights(), again.weights());
    assertArrayEquals(once.average(), again.average());
    assertEquals(2, events.size());
    TrainingEvent last = events.getLast();
    assertEquals(List.of(20, 20, 10, 10), List.of(last.step(), last.steps(), last.epoch(), last.epochs()));
    assertEquals(0, last.secondsLeft());
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    try (Torch one = Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.BF16, 1));
        Torch three = Torch.open(
            new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.BF16, 3))) {
      assertArrayEquals(trainer(one, 4, fresh()).run().weights(),
          trainer(three, 4, fresh()).run().weights());
    }
  }

  @Test
  void resumedTrainingEndsWithTheSameBits(@TempDir Path folder) throws IOException {
    CheckpointStore store = new CheckpointStore(folder);
    TrainingState[] kept = new TrainingState[1];
    TrainingState whole = trainer(Shared.FAST, 20, fresh()).run(event -> {
      if (event.step() == 10) {
        kept[0] = event.trainer().state();
      }
    });
    store.save(new Snapshot(10, StateFile.files(kept[0], network(Shared.FAST)).orElseThrow(), Map.of()));
    TrainingState read = StateFile.read(store.newest().checkpoint().orElseThrow(), network(Shared.FAST));
    TrainingState resumed = trainer(Shared.FAST, 20, read).run();
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
      TorchNetwork parts = new TorchNetwork(Shared.EXACT, still, i == 0 ? 3 : 10);
      ends[i] = new Trainer(objective(), parts, options(3), TrainingState.startingFrom(still.start(new Seed(2)))).run()
          .first();
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
    trainer(Shared.FAST, 2, fresh()).run();
    long before = NetworksTests.settled();
    long[] within = new long[2];
    trainer(Shared.FAST, 20, fresh()).run(event -> {
      if (event.step() == 10 || event.step() == 20) {
        within[event.step() == 10 ? 0 : 1] = NetworksTests.settled();
      }
    });
    assertEquals(within[0], within[1]);
    assertEquals(before, NetworksTests.settled());
  }

  @Test
  void divergenceKeepsTheStateBefore() {
    TrainingOptions wild = options(30).withLearningRate(new LearningRate(1e18, 0, false));
    Trainer trainer = new Trainer(objective(), network(Shared.EXACT), wild, fresh());
    DivergedException e = assertThrows(DivergedException.class, () -> trainer.run());
    assertTrue(trainer.state().isFinite());
    // The beginning: later states are kept every 50 steps.
    assertTrue(e.step() < Trainer.KEPT_STEPS);
    assertEquals(0, trainer.state().step());
    assertArrayEquals(fresh().weights(), trainer.state().weights());
  }

  @Test
  void stopsWhereItIsToldTo() {
    Trainer trainer = trainer(Shared.FAST, 12, fresh());
    assertEquals(7, trainer.run(_ -> {}, step -> step < 7).step());
    assertEquals(12, trainer.run().step());
    assertArrayEquals(trainer(Shared.FAST, 12, fresh()).run().weights(), trainer.state().weights());
  }
}
