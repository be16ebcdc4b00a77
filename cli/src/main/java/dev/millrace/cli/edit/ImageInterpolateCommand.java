package dev.millrace.cli.edit;

import java.io.IOException;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "interpolate", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} interpolate runs/mnist-1 --guidance 2 --out between.png%n%n",
    description = "Draws rows of images that change step by step from one sample into another.")
public final class ImageInterpolateCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Option(names = "--rows", paramLabel = "N", description = "how many rows; default one per class, or 6")
  private @Nullable Integer rows;

  @Option(names = "--columns", paramLabel = "N", defaultValue = "9",
      description = "images per row, with both ends")
  private int columns;

  @Option(names = "--class", paramLabel = "C",
      description = "a class by name or number, several such as 0,1,2 (a row for each), or any; default all in turn")
  private @Nullable String wanted;

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    options.write(options.open(millrace).interpolate(rows, columns, wanted));
    return 0;
  }
}
