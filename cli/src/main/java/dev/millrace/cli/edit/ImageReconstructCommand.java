package dev.millrace.cli.edit;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "reconstruct", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} reconstruct runs/mnist-1 --out there-and-back.png%n%n",
    description = "Turns images into noise and the noise into images again, and prints how much they differ from the "
        + "first ones.")
public final class ImageReconstructCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Mixin
  private ImageGivenOptions given = new ImageGivenOptions();

  @Option(names = "--class", paramLabel = "C",
      description = "the class of the images: a name or number, or any; default their class in the "
          + "data; any for --images")
  private @Nullable String named;

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    ImageRun run = options.open();
    ImageGivenOptions.Given images = given.told(run, named, options.seed());
    int count = images.values().length / run.net().dim();
    options.requireRoom(run, Sizes.product(3, count), millrace);
    FixedStepSolver forth = options.solver();
    double guidance = options.guidance(run);
    float[][] noise = {{}};
    float[] again = options.with(run, count, (flow, done) -> {
      noise[0] = flow.sample(forth.reversed(), images.values(), images.labels(), guidance, n -> done.accept(n / 2))
          .points();
      return flow.sample(forth, noise[0], images.labels(), guidance, n -> done.accept((count + n) / 2)).points();
    });
    double sum = 0;
    for (int i = 0; i < again.length; i++) {
      sum += Math.abs((double) again[i] - images.values()[i]);
    }
    System.out.printf(Locale.ROOT,
        "mean difference per pixel %.4f, in values from −1 to 1 (%d images, %d steps each way)%n",
        sum / again.length, count, options.steps());
    options.write(run, again, () -> ImagePictures.stages(
        "reconstruction: %s%s, %d steps each way".formatted(ImageGrids.name(run), options.guided(), options.steps()),
        List.of("image", "noise", "again"),
        List.of(run.images(images.values()), run.images(noise[0]), run.images(again))));
    return 0;
  }
}
