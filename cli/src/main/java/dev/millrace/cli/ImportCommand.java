package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.Training;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.LessonUNet;
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
final class ImportCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", paramLabel = "FILE", description = "a .safetensors file")
  private Path file = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the folder of the new run")
  private Path out = Path.of("");

  @Option(names = "--data", paramLabel = "DATA",
      description = "the data that it was trained on, for pictures and measures; default moons if it has 2 columns, and "
          + "mnist for images")
  private @Nullable String data;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  private final Map<String, String> provenance = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    provenance.put(Provenance.IMPORTED_FROM, file.toString());
    Millrace.memoryOf(millrace).requireForWeights(file);
    if (ImageModel.isOne(file)) {
      importImages();
    } else {
      importPoints();
    }
    List<String> setAside = ForeignWeights.read(file).setAside();
    if (!setAside.isEmpty()) {
      Millrace.tell(file + ": set aside " + String.join(", ", setAside));
    }
    OutputFile.made(out, "a run with the weights of " + file);
    return 0;
  }

  private void importPoints() throws IOException {
    FlowModel model = FlowModel.read(file);
    requireImages(false);
    var shape = model.velocity().shape();
    Map<String, Object> options = new LinkedHashMap<>(Map.of("hidden", shape.hidden(), "layers", shape.layers(),
        "activation", shape.activation().toString(), "time-input", shape.timeInput().toString(),
        "time-scale", shape.timeScale(), "source", model.source(), "path", model.path(),
        "sigma-min", model.sigmaMin()));
    if (data != null) {
      // Fails for data that do not exist or have another number of columns, before anything is written.
      provenance.put(Training.DATA_HASH, DataSource.of(data, csv.csvHeader(), "", model.standardizer()).hash());
      options.put("header", csv.header == null ? "auto" : csv.header);
    } else if (!model.standardizer().equals(DataSource.of(RunConfig.defaults().data()).standardizer())) {
      // The data have another number of columns, or come from a file.
      options.put("data", PointRun.UNKNOWN_DATA);
    }
    RunDirectory run = RunDirectory.create(out);
    model.write(run.modelFile());
    writeConfig(run, RunConfig.defaults(), options);
  }

  private void importImages() throws IOException {
    ImageModel model = ImageModel.read(file);
    requireImages(true);
    ImageNet net = model.net();
    if (data == null && (net.channels() != 1 || net.height() != 28 || net.width() != 28)) {
      throw new InvalidInputException("%s: a network of images of %d × %d × %d; expected --data, what it was trained on"
          .formatted(file, net.channels(), net.height(), net.width()));
    }
    String preset = ImageNet.PRESETS.stream().filter(name -> net.equals(ImageNet.preset(name, net.channels(),
        net.height(), net.width(), net.classes()))).findFirst().orElse(net instanceof LessonUNet ? "lesson" : "small");
    RunDirectory run = RunDirectory.create(out);
    model.write(run.modelFile());
    writeConfig(run, ImageConfig.defaults(),
        new LinkedHashMap<>(Map.of("net", preset, "path", model.path(), "sigma-min", model.sigmaMin(),
            "unconditional", net.classes() == 0)));
  }

  private void requireImages(boolean images) {
    if (data != null && ImageSources.isImages(data) != images) {
      throw new InvalidInputException(
          "--data %s: %s is a network of %s".formatted(data, file, images ? "images" : "points"));
    }
  }

  private void writeConfig(RunDirectory run, TrainingConfig defaults, Map<String, Object> options) throws IOException {
    if (data != null) {
      options.put("data", data);
    }
    ConfigFile.write(run.configFile(), ConfigFile.over(defaults, "", options),
        provenance);
  }
}
