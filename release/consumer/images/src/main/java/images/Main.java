package images;

import java.util.Arrays;

import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;

/** Reads MNIST, and samples a network that has learnt nothing on LibTorch. Prints what it runs on and a checksum. */
public final class Main {
  public static void main(String[] args) throws Exception {
    int images = ImageSources.read("mnist", PictureOptions.AS_THEY_ARE, 1).train().count();
    ImageNet net = ImageNet.preset("small", 1, 28, 28, 10);
    float[] noise = new float[2 * net.dim()];
    Arrays.fill(noise, 0.5f);
    try (Torch torch = Torch.open(TorchOptions.AUTO);
        ImageFlow flow = new ImageFlow(torch, net, net.start(new Seed(1)))) {
      float[] samples = flow.sample(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(2)), noise, new int[]{3, 7}, 1)
          .points();
      System.out.println(torch.info() + "; " + images + " images; samples " + Integer.toHexString(Arrays.hashCode(samples)));
    }
  }
}
