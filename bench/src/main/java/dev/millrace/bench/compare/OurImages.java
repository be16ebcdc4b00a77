package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;
import dev.millrace.torch.TorchOptions;

/**
 * The tutorial's U-Net on images of MNIST's size. The pixels are random, because their values do not change the time. A
 * unit is one image of a training step, or one image of a sampling step.
 */
final class OurImages {
  private static final int SIDE = 28;
  private static final int BATCH = 128;
  /**
   * Images that pass through the network at once: one part per thread, as long as the numbers of a part fit into the
   * cache.
   */
  private static final int MOST_AT_ONCE = 64;
  private static final double LEARNING_RATE = 1e-3;

  /** The file of the network that all contestants sample with. */
  static final String MODEL = "unet.safetensors";
  /** The file of the noise that they start from. */
  static final String NOISE = "noise-256-images";
  /** Euler steps of a repeat. */
  static final int STEPS = 3;

  private OurImages() {
  }

  /** The tutorial's network. */
  static ImageNet net() {
    return ImageNet.preset("lesson", 1, SIDE, SIDE, 0);
  }

  private static Torch engine(int threads) {
    return Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.AUTO, threads));
  }

  /** Continuous training, with clipping and weight averaging, as in {@code millrace train}. */
  static Work training(int threads) {
    byte[] pixels = new byte[BATCH * SIDE * SIDE];
    new SplittableRandom(1).nextBytes(pixels);
    ImageSet set = new ImageSet("random", 1, SIDE, SIDE, pixels, new int[0], List.of());
    FlowMatching objective = FlowMatching.of(new ImageEpochs(set, false));
    return new Training(engine(threads), objective, Math.clamp(BATCH / threads, 1, MOST_AT_ONCE));
  }

  private static final class Training implements Work {
    private final FlowMatching objective;
    private final TorchNetwork network;
    private TrainingState state;
    private double secondsOfStep = 1;

    Training(Torch engine, FlowMatching objective, int micro) {
      this.objective = objective;
      this.network = new TorchNetwork(engine, net(), micro);
      this.state = TrainingState.startingFrom(network.start(new Seed(0)));
    }

    @Override
    public Measured measure(double seconds) {
      // The first step of a round fills the buffers, and is not counted.
      int repeats = 1 + Math.clamp((long) Math.ceil(seconds / secondsOfStep), LEAST_REPEATS, 1000);
      TrainingOptions options = TorchNetwork.options(state.step() + repeats)
          .withLearningRate(new LearningRate(LEARNING_RATE, 0, false)).withEventSteps(1);
      List<TrainingEvent> events = new ArrayList<>();
      state = new Trainer(objective, network, options, state).run(events::add);
      double perImage = Spread.of(events.stream().skip(1).mapToDouble(event -> 1 / event.samplesPerSecond()).toArray())
          .median();
      secondsOfStep = perImage * BATCH;
      return new Measured(perImage, events.getLast().loss(), "");
    }
  }

  /** Euler steps from noise, as in {@code millrace sample}. */
  static Work sampling(Path files, int threads) throws IOException {
    ImageFlow flow = new ImageFlow(engine(threads), ImageModel.read(files.resolve(MODEL)));
    float[] noise = SharedFiles.read(files, NOISE);
    FixedStepSolver euler = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(STEPS));
    double units = (double) noise.length / (SIDE * SIDE) * STEPS;
    return Work.repeating(units, () -> {
      double sum = 0;
      for (float x : flow.sample(euler, noise, new int[0], 1).points()) {
        sum += Math.abs(x);
      }
      return sum / noise.length;
    });
  }
}
