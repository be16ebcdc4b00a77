package dev.millrace.cli.edit;

import java.io.IOException;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "edit", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} edit runs/mnist-1 --from-class 4 --to-class 9 --out 9.png%n%n",
    description = "Turns images of one class into another class: goes part of the way back to noise, and forward again "
        + "as the new class.")
public final class ImageEditCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Option(names = "--to-class", paramLabel = "C", required = true,
      description = "the new class, by name or number, or several such as 0,1,2, one row each")
  private String to = "";

  @Option(names = "--from-class", paramLabel = "C",
      description = "take only test images of this class; with --images, the class that they are of; default any")
  private @Nullable String from;

  @Option(names = "--until", paramLabel = "T", defaultValue = "0.1",
      description = "how far back to go: from 0 (all the way to noise) to below 1 (not at all)")
  private double until;

  @Mixin
  private ImageGivenOptions given = new ImageGivenOptions();

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    options.write(options.open(millrace).edit(given.options(), from, to, until));
    return 0;
  }
}
