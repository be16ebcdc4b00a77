package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "import", mixinStandardHelpOptions = true, headerHeading = "Example: millrace import moons.safetensors --out runs/imported%n%n", description = "Makes a run folder of a velocity MLP's weights, ours or PyTorch's.")
final class ImportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "a .safetensors file")
  private Path file = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the run folder")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    FlowModel model = FlowModel.read(file);
    var shape = model.velocity().shape();
    RunDirectory run = RunDirectory.create(out);
    RunConfig config = ConfigFile.over(RunConfig.defaults(), "",
        Map.of("hidden", shape.hidden(), "layers", shape.layers(),
            "activation", shape.activation().toString(), "time-input", shape.timeInput().toString(),
            "time-scale", shape.timeScale(), "source", model.source(), "path", model.path()));
    model.write(run.modelFile());
    ConfigFile.write(run.configFile(), config, Map.of("imported-from", file.toString()));
    return 0;
  }
}
