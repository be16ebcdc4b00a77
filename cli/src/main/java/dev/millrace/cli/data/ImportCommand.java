package dev.millrace.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.kind.Foreign;
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
        + "a U-Net for images. Files of PyTorch do not say all; the options from --activation on do, and "
        + "docs/pytorch.md explains them.")
public final class ImportCommand implements Callable<Integer> {
  private static final String LAST = "last";
  private static final String FIRST = "first";
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

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

  @Option(names = "--activation", paramLabel = "NAME",
      description = "function between the layers: silu (default if the time is embedded), selu, relu, leaky-relu, elu, "
          + "tanh, softplus, gelu or gelu-tanh; to be said if the time is one more column")
  private @Nullable String activation;

  @Option(names = "--time", paramLabel = "PLACE",
      description = "where the first layer takes the time: last, after x (default), or first")
  private String time = LAST;

  @Option(names = "--time-scale", paramLabel = "NUMBER",
      description = "what t is multiplied by before the network sees it; default 1")
  private @Nullable Double timeScale;

  @Option(names = "--mean", split = ",", paramLabel = "NUMBER",
      description = "the mean of each column, if the network was trained on (x - mean)/std; default: on the data as they are")
  private List<Double> mean = List.of();

  @Option(names = "--std", split = ",", paramLabel = "NUMBER", description = "the standard deviation of each column")
  private List<Double> std = List.of();

  @Option(names = "--source", paramLabel = "NAME", description = "the distribution at t = 0; default gaussian")
  private @Nullable String source;

  @Option(names = "--size", paramLabel = "HEIGHTxWIDTH",
      description = "of the tutorial's U-Net: the size of the images; default 28x28")
  private @Nullable String size;

  @Option(names = "--like", paramLabel = "RUN",
      description = "a run whose network and encoding the weights have: says all of the above at once")
  private @Nullable Path like;

  @Override
  public Integer call() throws IOException {
    Imported imported = Objects.requireNonNull(millrace).runs(false).importWeights(file, said(),
        new TrainedOn(data, csv.csvHeader(), labels), out);
    if (!imported.setAside().isEmpty()) {
      Messages.tell(file + ": set aside " + String.join(", ", imported.setAside()));
    }
    imported.remarks().forEach(remark -> Messages.tell(file + ": " + remark));
    OutputFile.made(out, "a run with the weights of " + file);
    return 0;
  }

  private Foreign said() throws IOException {
    Foreign said = Foreign.NOTHING;
    if (activation != null) {
      said = said.withActivation(activation);
    }
    if (timeScale != null) {
      said = said.withTimeScale(timeScale);
    }
    if (source != null) {
      said = said.withSource(source);
    }
    if (mean.size() != std.size()) {
      throw new InvalidInputException("`mean` has %d numbers and `std` %d: expected one for each column in both"
          .formatted(mean.size(), std.size()));
    }
    if (!mean.isEmpty()) {
      said = said.withEncoding(mean, std);
    }
    if (size != null) {
      Matcher sides = SIZE.matcher(size);
      if (!sides.matches()) {
        throw new InvalidInputException("`size` %s: expected HEIGHTxWIDTH, such as 28x28".formatted(Shown.cut(size)));
      }
      said = said.withSize(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
    }
    if (!time.equals(LAST) && !time.equals(FIRST)) {
      throw new InvalidInputException("`time` %s: expected last or first".formatted(Shown.cut(time)));
    }
    said = time.equals(FIRST) ? said.withTimeFirst() : said;
    return like == null ? said : said.withLike(like);
  }
}
