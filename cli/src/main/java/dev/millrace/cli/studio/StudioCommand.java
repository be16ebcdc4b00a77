package dev.millrace.cli.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.millrace.cli.data.RunGraph;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.onnx.OnnxOptions;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.studio.Studio;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "studio", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} studio%n%n",
    description = "Starts a page in the browser on which you draw data, train a flow, watch it, and straighten it. "
        + "Its trainings are ordinary runs. Only this machine can reach the page. Ctrl-C ends it.")
public final class StudioCommand implements Callable<Integer> {
  private static final int MOST_PORT = 65_535;
  private static final long PAUSE = 100;

  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "the run that the page opens")
  private @Nullable Path run;

  @Option(names = "--port", paramLabel = "N", description = "the port of the page; default any free one")
  private int port;

  @Option(names = "--runs", paramLabel = "DIR",
      description = "the folder of the runs that the page lists, and into which it trains; default that of RUN, or runs")
  private @Nullable Path runs;

  @Option(names = "--no-browser", description = "do not open the browser")
  private boolean noBrowser;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > MOST_PORT) {
      throw new InvalidInputException("--port %d: expected 0 to %d".formatted(port, MOST_PORT));
    }
    if (run != null) {
      RunDirectory.open(run);
    }
    Path folder = folder();
    Kinds kinds = Objects.requireNonNull(millrace).kinds();
    StopSignal stop = millrace.stop();
    try (StopSignal.Guard _ = stop.guard();
        Studio studio = Studio.start(new Studio.Options(folder, Optional.ofNullable(run), port), kinds,
            (of, file) -> RunGraph.of(kinds.of(of), of, OnnxOptions.DEFAULTS).write(file),
            Throwable::printStackTrace)) {
      System.out.println("studio      " + studio.address());
      System.out.println("runs        " + folder);
      System.out.flush();
      studio.warmUp();
      if (!noBrowser) {
        open(studio.address());
      }
      while (!stop.getAsBoolean()) {
        Thread.sleep(PAUSE);
      }
    }
    return 0;
  }

  private Path folder() {
    if (runs != null) {
      if (Files.exists(runs) && !Files.isDirectory(runs)) {
        throw new InvalidInputException("--runs %s: is a file, expected a folder".formatted(runs));
      }
      return runs;
    }
    Path parent = run == null ? null : run.normalize().getParent();
    return run == null ? Path.of("runs") : parent == null ? Path.of("") : parent;
  }

  /** Opens the browser, if this machine has a screen and a program that does it. */
  private static void open(String address) {
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
    if (!mac && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return;
    }
    try {
      new ProcessBuilder(mac ? "open" : "xdg-open", address).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException _) {
      // The address is on the screen.
    }
  }
}
