package dev.millrace.examples.lesson;

import java.io.IOException;

import dev.millrace.examples.Bars;
import dev.millrace.examples.Show;
import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.LessonUNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;
import dev.millrace.torch.TorchOptions;

/**
 * Build-along, step 4: the same for images.
 *
 * <p>An image of 28×28 pixels is a point with 784 coordinates, from −1 (black) to 1 (white). Nothing changes but the
 * network: instead of an MLP a <em>U-Net</em>, which looks at the image at three sizes, down by convolutions of stride
 * two, up again by their transposes, with a short cut at each size. It runs on LibTorch. Objective, trainer, events and
 * solvers are those of points.
 *
 * <p>This is the lesson's network and its recipe, Adam at 10⁻³ with batches of 128, for far fewer steps than its 20
 * epochs (9,380 steps). {@code millrace train mnist} uses a better network, and classes.
 */
public final class Step4Images {
  private static final int COUNT = 64;

  private Step4Images() {
  }

  public static void main(String[] arguments) throws IOException {
    run(Show.of(arguments));
  }

  /**
   * How far images are from the nearest image of the training set, as the root mean squared difference of a pixel.
   *
   * @param noise of noise
   * @param samples of samples
   */
  public record Result(double noise, double samples) {}

  /** Runs the example. */
  public static Result run(Show show) throws IOException {
    ImageSet images = show.quick()
        ? Bars.set()
        : ImageSources.read("mnist", PictureOptions.AS_THEY_ARE, 2).train();
    LessonUNet net = new LessonUNet(1, images.height(), images.width(), show.orQuick(64, 16));
    TrainingOptions options = TrainingOptions.defaults().withSteps(show.orQuick(400, 100))
        .withBatch(show.orQuick(128, 32)).withLearningRate(new LearningRate(show.quick() ? 3e-3 : 1e-3, 0, false))
        .withOptimizer(AdamW.ADAM).withEma(0.9);
    // The threads of the processor, or a graphics processor if there is one.
    try (Torch torch = Torch.open(show.quick()
        ? new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 1)
        : TorchOptions.AUTO)) {
      TorchNetwork network = new TorchNetwork(torch, net, 32);
      Trainer trainer = new Trainer(FlowMatching.of(new ImageEpochs(images, false)), network, options);
      float[] weights = trainer.run(event -> {
        if (event.step() % 100 == 0) {
          show.line("step %,5d: loss %.4f, %.0f images a second", event.step(), event.loss(),
              event.samplesPerSecond());
        }
      }).average();
      try (ImageFlow flow = network.field(weights)) {
        float[] noise = ImageFlow.noise(COUNT, net.dim(), new Seed(1), Seed.Purpose.SAMPLING);
        FixedStepSolver euler = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(show.orQuick(50, 20)));
        float[] samples = flow.sample(euler, noise, new int[0], 1).points();
        show.draw("tutorial-images",
            ImagePictures.grid("64 samples of %s".formatted(images.name()), shown(images, samples), 16));
        Result result = new Result(nearest(noise, images), nearest(samples, images));
        show.line("distance to the nearest image that was learnt: noise %.3f, samples %.3f", result.noise,
            result.samples);
        return result;
      }
    }
  }

  private static Images shown(ImageSet like, float[] pixels) {
    return new Images(pixels, like.channels(), like.height(), like.width());
  }

  /** The mean over images of the distance to the nearest of the first 5,000 of a set. */
  private static double nearest(float[] images, ImageSet set) {
    int dim = set.imageSize();
    float[] learnt = set.floats(0, Math.min(5000, set.count()));
    double sum = 0;
    for (int at = 0; at < images.length; at += dim) {
      double least = Double.POSITIVE_INFINITY;
      for (int from = 0; from < learnt.length; from += dim) {
        double squares = 0;
        for (int p = 0; p < dim; p++) {
          double difference = images[at + p] - learnt[from + p];
          squares += difference * difference;
        }
        least = Math.min(least, squares);
      }
      sum += Math.sqrt(least / dim);
    }
    return sum * dim / images.length;
  }
}
