package dev.millrace.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.kind.Weights;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "export", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} export runs/moons-1 --to safetensors --out moons.safetensors%n%n",
    description = "Writes the weights of a run for other programs, with PyTorch's names.")
public final class ExportCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--to", paramLabel = "FORM", defaultValue = "safetensors",
      description = "the format; safetensors is the only one")
  private String form = "safetensors";

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "the file to write, such as moons.safetensors")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (!form.equals("safetensors")) {
      throw new InvalidInputException("--to " + form + ": this build writes safetensors only");
    }
    OutputFile.require("--out", out, ".safetensors");
    Weights weights = Objects.requireNonNull(millrace).runs(false).exportWeights(run, out);
    OutputFile.made(out, String.format(Locale.ROOT, "%,d weights of %s", weights.count(), run));
    return 0;
  }
}
