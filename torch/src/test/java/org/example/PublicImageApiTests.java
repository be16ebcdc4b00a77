package org.example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.torch.ImageEdits;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ResidualUNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;
import dev.millrace.torch.TorchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a program of somebody else can do with images, from a package of its own: with public types alone. */
class PublicImageApiTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 4, 4, 2, 2, List.of(16), 1, 1, 0);
  private static final FixedStepSolver EULER = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(8));

  /** Bright above and dark below, or the other way round. */
  private static ImageSet halves() {
    byte[] pixels = new byte[2 * 16];
    for (int p = 0; p < 32; p++) {
      pixels[p] = (byte) ((p % 16 < 8) == (p < 16) ? 255 : 0);
    }
    return new ImageSet("halves", 1, 4, 4, pixels, new int[]{0, 1}, List.of("up", "down"));
  }

  private static Torch open() {
    return Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 2));
  }

  private static ImageModel trained(Torch torch) {
    FlowMatching objective = FlowMatching.of(new ImageEpochs(halves(), false))
        .withCoupling(new WithinClasses(new MinibatchOt()));
    TrainingOptions options = TorchNetwork.options(300).withBatch(32)
        .withLearningRate(new LearningRate(5e-3, 20, true)).withEma(0.9);
    TrainingState end = new Trainer(objective, new TorchNetwork(torch, NET, 32), options.withSeed(1)).run();
    return new ImageModel(NET, end.average(), "linear", List.of("up", "down"));
  }

  /** Of images that should be those of the set: the root mean squared error of a pixel. */
  private static double error(float[] images, int[] labels) {
    float[] set = halves().floats();
    double sum = 0;
    for (int i = 0; i < images.length; i++) {
      double difference = images[i] - set[labels[i / 16] * 16 + i % 16];
      sum += difference * difference / images.length;
    }
    return Math.sqrt(sum);
  }

  /** The flow to one image is known: it ends there, wherever it begins. */
  @Test
  void trainsSamplesFillsInEditsAndKeeps(@TempDir Path folder) throws IOException {
    try (Torch torch = open()) {
      ImageModel model = trained(torch);
      Path file = folder.resolve("model.safetensors");
      model.write(file);
      try (ImageFlow flow = new ImageFlow(torch, ImageModel.read(file))) {
        int[] labels = {0, 1, 1, 0, 1, 0, 0, 1};
        float[] noise = ImageFlow.noise(8, 16, new Seed(5), Seed.Purpose.SAMPLING);
        double samples = error(flow.sample(EULER, noise, labels, 1).points(), labels);
        boolean[] left = new boolean[16];
        for (int p = 0; p < 16; p++) {
          left[p] = p % 4 < 2;
        }
        float[] images = halves().floats();
        double filled = error(ImageEdits.inpaint(flow, images, left, new int[]{2, 2}, 1, 8, 3, new Seed(2), _ -> {}),
            new int[]{0, 1});
        double edited = error(ImageEdits.edit(flow, images, new int[]{0, 1}, new int[]{1, 0}, 0, 8, 1),
            new int[]{1, 0});
        // A pixel is 1 or −1.
        assertTrue(samples < 0.3 && filled < 0.3 && edited < 0.3,
            "samples %.3f, filled in %.3f, edited %.3f".formatted(samples, filled, edited));
      }
    }
  }

  @Test
  void severalThreadsGetTheBytesOfOne() throws Exception {
    float[] weights = NET.start(new Seed(4));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.05 * Math.sin(1 + 12.9898 * i));
    }
    try (Torch torch = open(); ImageFlow flow = new ImageFlow(torch, NET, weights)) {
      List<Callable<float[]>> uses = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int number = i;
        float[] noise = ImageFlow.noise(40 + number, 16, new Seed(number), Seed.Purpose.SAMPLING);
        int[] labels = ImageEdits.labels(number % 3, 40 + number);
        uses.add(() -> flow.sample(EULER, noise, labels, 1.5).points());
        uses.add(() -> flow.follow(EULER, noise, labels, 1).states()[3]);
        uses.add(() -> {
          float[] v = new float[noise.length];
          flow.arrays(number % 2, 2).velocity(noise, 0.3, v);
          return v;
        });
      }
      List<float[]> alone = new ArrayList<>();
      for (Callable<float[]> use : uses) {
        alone.add(use.call());
      }
      List<Callable<float[]>> thrice = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        thrice.addAll(uses);
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
        List<Future<float[]>> together = threads.invokeAll(thrice);
        for (int i = 0; i < together.size(); i++) {
          assertArrayEquals(alone.get(i % alone.size()), together.get(i).get(), "use " + i);
        }
      }
    }
  }
}
