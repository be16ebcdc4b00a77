package dev.millrace.cli.edit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.images.edit.Mask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "inpaint", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} inpaint runs/mnist-1 --hide right --out filled.png%n%n",
    description = "Fills in a hidden part of images; the visible part stays as it is.")
public final class ImageInpaintCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @ArgGroup(multiplicity = "1")
  private Hidden hidden = new Hidden();

  private static final class Hidden {
    @Option(names = "--mask", paramLabel = "FILE.png",
        description = "a picture of the size of the images, white where they are filled in")
    private @Nullable Path file;

    @Option(names = "--hide", paramLabel = "PART",
        description = "the part to fill in, instead of a mask: left, right, top, bottom or middle")
    private Mask.@Nullable Part part;

    private Mask mask() {
      return file == null ? Objects.requireNonNull(part) : new Mask.OfFile(file);
    }
  }

  @Mixin
  private ImageGivenOptions given = new ImageGivenOptions();

  @Option(names = "--class", paramLabel = "C",
      description = "the class of the images: a name or number, or any; default their class in the "
          + "data; any for --images")
  private @Nullable String named;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
      description = "how often each step is repeated, so that the new part fits the old; more takes longer")
  private int rounds;

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    options.write(options.open(millrace).inpaint(hidden.mask(), given.options(), named, rounds));
    return 0;
  }
}
