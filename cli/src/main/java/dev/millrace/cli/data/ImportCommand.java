package dev.millrace.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.manage.Imported;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "import", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} import moons.safetensors --out runs/imported%n%n",
    description = "Makes a run of a file of weights that Millrace or PyTorch has written: of an MLP for points, or of "
        + "a U-Net for images.")
public final class ImportCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "FILE", description = "a .safetensors file")
  private Path file = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the folder of the new run")
  private Path out = Path.of("");

  @Option(names = "--data", paramLabel = "DATA",
      description = "the data that it was trained on, for pictures and measures; default moons if it has 2 columns, and "
          + "mnist for images")
  private @Nullable String data;

  @Option(names = "--labels", paramLabel = "FILE|COLUMN",
      description = "of a network with classes, with a file as --data: the classes of its rows, as 'train --labels' "
          + "takes them")
  private String labels = "";

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Override
  public Integer call() throws IOException {
    Imported imported = Objects.requireNonNull(millrace).runs(false).importWeights(file,
        new TrainedOn(data, csv.csvHeader(), labels), out);
    if (!imported.setAside().isEmpty()) {
      Messages.tell(file + ": set aside " + String.join(", ", imported.setAside()));
    }
    OutputFile.made(out, "a run with the weights of " + file);
    return 0;
  }
}
