package dev.millrace.examples.own;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.millrace.examples.Bars;
import dev.millrace.examples.Show;
import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.ResidualUNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;
import dev.millrace.torch.TorchOptions;

/**
 * Images of a class that you ask for, and how strongly you ask.
 *
 * <p>In training the network is told the class of each image, but for a tenth of the images it is told "any class". So
 * it learns two velocities: c for a class, and u for any. Their difference points to what is particular about the
 * class, and <em>guidance</em> exaggerates it (Ho and Salimans 2022):
 *
 * <pre>v = u + w·(c − u).</pre>
 *
 * w = 0 ignores the class, w = 1 gives images as they are in that class, and with w = 2 or 4 they are more typical of
 * it and less varied.
 */
public final class GuidanceOnImages {
  private static final double[] GUIDANCE = {0, 1, 2, 4};

  private GuidanceOnImages() {
  }

  public static void main(String[] arguments) throws IOException {
    run(Show.of(arguments));
  }

  /**
   * Runs the example.
   *
   * @return for each w = 0, 1, 2, 4 the share of images whose nearest mean image is that of the class asked for
   */
  public static double[] run(Show show) throws IOException {
    ImageSet images = show.quick()
        ? Bars.set()
        : ImageSources.read("mnist", PictureOptions.AS_THEY_ARE, 2).train();
    int classes = images.classes();
    ImageNet net = show.quick()
        ? new ResidualUNet(1, images.height(), images.width(), classes, 2, List.of(16), 1, 1, 0)
        : ImageNet.preset("small", 1, images.height(), images.width(), classes);
    TrainingOptions options = TorchNetwork.options(show.orQuick(300, 100)).withBatch(show.orQuick(128, 32))
        .withLearningRate(new LearningRate(show.quick() ? 5e-3 : 2e-3, 20, true)).withEma(0.95).withLabelDropout(0.1);
    try (Torch torch = Torch.open(show.quick()
        ? new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 1)
        : TorchOptions.AUTO)) {
      TorchNetwork network = new TorchNetwork(torch, net, 32);
      float[] weights = new Trainer(FlowMatching.of(new ImageEpochs(images, false)), network, options)
          .run(event -> {
            if (event.step() % 100 == 0) {
              show.line("step %,5d: loss %.4f, %.0f images a second", event.step(), event.loss(),
                  event.samplesPerSecond());
            }
          }).average();
      // A file that 'millrace import' and PyTorch read.
      new ImageModel(net, weights, "linear", images.classNames()).write(show.file("guided.safetensors"));
      try (ImageFlow flow = network.field(weights)) {
        return sample(show, flow, images);
      }
    }
  }

  private static double[] sample(Show show, ImageFlow flow, ImageSet images) {
    int classes = images.classes();
    int columns = 20;
    // The same noise for every w, so that only w differs between the rows.
    float[] noise = ImageFlow.noise(columns, images.imageSize(), new Seed(2), Seed.Purpose.SAMPLING);
    int[] asked = ConditionalField.inTurn(classes, 0, columns);
    FixedStepSolver heun = new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(10));
    float[] all = new float[GUIDANCE.length * noise.length];
    double[] shares = new double[GUIDANCE.length];
    List<String> rows = new ArrayList<>();
    for (int k = 0; k < GUIDANCE.length; k++) {
      float[] samples = flow.sample(heun, noise, asked, GUIDANCE[k]).points();
      System.arraycopy(samples, 0, all, k * noise.length, noise.length);
      shares[k] = shareAsAsked(samples, asked, images);
      rows.add(String.format(Locale.ROOT, "w = %.0f", GUIDANCE[k]));
      show.line("w = %.0f: %.0f %% of the images look like the class that was asked for", GUIDANCE[k],
          100 * shares[k]);
    }
    List<String> names = Arrays.stream(asked).mapToObj(images.classNames()::get).toList();
    show.draw("tutorial-guidance", ImagePictures.grid("The class that is asked for, and guidance w",
        new Images(all, images.channels(), images.height(), images.width()), rows, names));
    return shares;
  }

  /** The share of images that are nearer to the mean image of their class than to those of the other classes. */
  private static double shareAsAsked(float[] samples, int[] asked, ImageSet images) {
    int dim = images.imageSize();
    double[][] means = new double[images.classes()][dim];
    int[] counts = new int[images.classes()];
    float[] image = new float[dim];
    for (int i = 0; i < Math.min(5000, images.count()); i++) {
      images.toFloats(i, image, 0);
      counts[images.labels()[i]]++;
      for (int p = 0; p < dim; p++) {
        means[images.labels()[i]][p] += image[p];
      }
    }
    int right = 0;
    for (int i = 0; i < asked.length; i++) {
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int label = 0; label < means.length; label++) {
        double squares = 0;
        for (int p = 0; p < dim; p++) {
          double difference = samples[i * dim + p] - means[label][p] / counts[label];
          squares += difference * difference;
        }
        if (squares < least) {
          least = squares;
          nearest = label;
        }
      }
      right += nearest == asked[i] ? 1 : 0;
    }
    return (double) right / asked.length;
  }
}
