package dev.millrace.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Spec;
import dev.millrace.onnx.OnnxGraph;
import dev.millrace.onnx.OnnxOptions;
import dev.millrace.onnx.WebPage;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Weights;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} export runs/moons-1 --out moons.safetensors%n         "
        + "${ROOT-COMMAND-NAME} export runs/moons-1 --to onnx --out moons.onnx%n         "
        + "${ROOT-COMMAND-NAME} export runs/moons-1 --to web --out moons-page%n%n",
    description = "Writes a run for other programs: its weights, with PyTorch's names, the whole sampler as an ONNX "
        + "graph, which runs wherever there is an ONNX runtime, or a page that draws samples in a browser.")
public final class ExportCommand implements Callable<Integer> {
  private static final double MEGABYTE = 1e6;

  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--to", paramLabel = "FORMAT", defaultValue = "safetensors",
      description = "safetensors (weights), onnx (a graph) or web (a folder with a page, which any server of files can "
          + "serve); default safetensors")
  private String format = "safetensors";

  @Mixin
  private OnnxExportOptions onnx = new OnnxExportOptions();

  @Option(names = "--out", paramLabel = "FILE|DIR", required = true,
      description = "the file to write, such as moons.safetensors or moons.onnx; for a page, a new folder")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    Spec spec = Spec.parse("--to", format, List.of("safetensors", "onnx", "web"));
    switch (spec.name()) {
      case "safetensors" -> weights();
      case "onnx" -> graph();
      case "web" -> page();
      default -> throw spec.unknown();
    }
    return 0;
  }

  private void weights() throws IOException {
    onnx.refuse();
    OutputFile.require("--out", out, ".safetensors");
    Weights weights = Objects.requireNonNull(millrace).runs(false).exportWeights(run, out);
    OutputFile.made(out, String.format(Locale.ROOT, "%,d weights of %s", weights.count(), run));
  }

  private void graph() throws IOException {
    OnnxOptions options = onnx.options();
    OutputFile.require("--out", out, ".onnx");
    RunDirectory folder = open();
    OnnxGraph graph = RunGraph.of(kind(folder), folder, options);
    graph.write(out);
    OutputFile.made(out, String.format(Locale.ROOT, "the %s of %s, %,d bytes; 'millrace doctor %s' says what it takes",
        options.form(), run, graph.size(), out));
  }

  private void page() throws IOException {
    OnnxOptions options = onnx.ofPage();
    WebPage.requireFree(out);
    RunDirectory folder = open();
    Kind kind = kind(folder);
    OnnxGraph graph = RunGraph.of(kind, folder, WebPage.options(kind.name(), options));
    long size = WebPage.of(graph, name(folder)).write(out);
    OutputFile.made(out,
        String.format(Locale.ROOT, "a page that draws samples of %s, %.1f MB; open http://127.0.0.1:8000/ after%n"
            + "  jwebserver -d %s%nor serve it by any other server of files", run, size / MEGABYTE,
            out.toAbsolutePath().normalize()));
  }

  /** What the page calls the flow. */
  private static String name(RunDirectory folder) throws IOException {
    return String.valueOf(folder.path().toRealPath().getFileName());
  }

  private RunDirectory open() throws IOException {
    RunDirectory folder = RunDirectory.openTrained(run);
    Objects.requireNonNull(millrace).memory().requireForWeights(folder.modelFile());
    return folder;
  }

  private Kind kind(RunDirectory folder) throws IOException {
    return Objects.requireNonNull(millrace).kinds().of(folder);
  }
}
