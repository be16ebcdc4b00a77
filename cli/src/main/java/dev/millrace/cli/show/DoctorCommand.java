package dev.millrace.cli.show;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Flags;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.parallel.VectorApi;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.onnx.OnnxCheck;
import dev.millrace.onnx.OnnxFile;
import dev.millrace.onnx.OnnxGraph;
import dev.millrace.runs.text.TextTable;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchInfo;
import dev.millrace.torch.TorchOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "doctor", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} doctor%n         "
        + "${ROOT-COMMAND-NAME} doctor moons.onnx --check runs/moons-1%n%n",
    description = "Shows what Millrace runs on (Java, processors, memory, GPU), or what an ONNX file holds.")
public final class DoctorCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "an .onnx file")
  private @Nullable Path file;

  @Option(names = "--check", paramLabel = "RUN",
      description = "run FILE in ONNX Runtime and the flow of this run, from the same noise, and print the largest "
          + "differences")
  private @Nullable Path check;

  @Override
  public Integer call() throws IOException {
    if (file != null) {
      graph(file);
    } else if (check != null) {
      throw new InvalidInputException("--check %s: expected an .onnx file, which is compared with it".formatted(check));
    } else {
      machine();
    }
    return 0;
  }

  private void graph(Path graph) throws IOException {
    OnnxFile read = OnnxFile.read(graph);
    Path weights = check == null ? null : RunDirectory.openTrained(check).modelFile();
    System.out.print(OnnxText.of(read));
    if (weights != null) {
      if (read.isOurs() && !read.ours("weights_sha256").orElse("").equals(OnnxGraph.checksum(weights))) {
        Messages.complain("note: %s was made of other weights than %s".formatted(graph, weights));
      }
      System.out.print(OnnxText.of(OnnxCheck.compare(graph, weights)));
    }
  }

  private void machine() {
    VelocityMlp mlp = VelocityMlp.random(new MlpShape(2, 16, 1, 1), new Seed(0));
    boolean vector = VectorApi.isPresent();
    System.out.printf("java        %s (%s)%n", Runtime.version(), System.getProperty("java.vendor"));
    System.out.printf("system      %s %s, %d processors%n", System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors());
    System.out.printf("memory      %,d MB heap at most%n", Objects.requireNonNull(millrace).memory().bytes() >> 20);
    System.out.printf("engine      %s%n", mlp.engine());
    if (!vector) {
      System.out.println("            start Java with --add-modules jdk.incubator.vector for the faster one");
    }
    images();
  }

  /** Not everybody needs images: if they cannot be used, this is reported, but it is not an error. */
  private static void images() {
    try (Torch torch = Torch.open(TorchOptions.AUTO)) {
      TorchInfo info = torch.info();
      System.out.printf("images      %s%n", info);
      System.out.print(TextTable.hanging("gpu         ", torch.isCuda() ? info.gpu() : "none: " + Torch.whyNoGpu()));
    } catch (InvalidInputException e) {
      System.out.printf("images      not here: %s%n", Flags.in(String.valueOf(e.getMessage())));
    } catch (RuntimeException | LinkageError e) {
      System.out.printf("images      not here: %s%n", e.toString().lines().findFirst().orElse(""));
    }
  }
}
