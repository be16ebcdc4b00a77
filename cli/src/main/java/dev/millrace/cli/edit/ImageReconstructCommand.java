package dev.millrace.cli.edit;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.images.edit.Edited;
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
    Edited again = options.open(millrace).reconstruct(given.options(), named);
    System.out.printf(Locale.ROOT,
        "mean difference per pixel %.4f, in values from −1 to 1 (%d images, %d steps each way)%n", again.difference(),
        again.count(), options.steps());
    options.write(again);
    return 0;
  }
}
