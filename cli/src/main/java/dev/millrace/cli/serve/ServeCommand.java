package dev.millrace.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.ImageDeviceOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.serve.front.Front;
import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.service.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Serves trained runs over HTTP. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} serve runs/moons-1%n         "
        + "curl -d '{\"count\": 3}' -H 'Content-Type: application/json' "
        + "http://127.0.0.1:8080/v1/models/moons-1/sample%n%n",
    description = "Serves samples of a trained run, or of all runs in a folder, over HTTP. Ctrl-C ends it.")
public final class ServeCommand implements Callable<Integer> {
  private static final long PAUSE = 100;

  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN|DIR", description = "a run, or a folder of runs")
  private Path folder = Path.of("");

  @Option(names = "--port", paramLabel = "N", defaultValue = "8080",
      description = "the port; 0 for any free one; default ${DEFAULT-VALUE}")
  private int port;

  @Mixin
  private WorkOptions work = new WorkOptions();

  @Mixin
  private ImageDeviceOptions device = new ImageDeviceOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireRuns();
    StopSignal stop = Objects.requireNonNull(millrace).stop();
    Metrics metrics = new Metrics();
    Service.Options options = new Service.Options(folder, device.device(), work.limits(), Duration.ofSeconds(1));
    try (StopSignal.Guard _ = stop.guard();
        Service service = new Service(options, millrace.kinds(), metrics, Messages::complain)) {
      Server[] started = new Server[1];
      Router routes = Front.addTo(
          service.addTo(new Router(), () -> started[0] != null && started[0].isDraining()), metrics, Access.OPEN);
      try (Server server = Server.start(ServerOptions.ofPort(port), routes,
          new Server.Watchers(Throwable::printStackTrace, metrics, Optional.empty()))) {
        started[0] = server;
        service.awaitLoaded();
        System.out.println("serving     " + server.url() + "/v1/models");
        System.out.flush();
        while (!stop.getAsBoolean()) {
          Thread.sleep(PAUSE);
        }
        server.drain(Duration.ZERO, Duration.ofSeconds(10));
      }
    }
    return 0;
  }

  private void requireRuns() throws IOException {
    if (Files.isRegularFile(folder.resolve("run.yaml"))) {
      RunDirectory.openTrained(folder);
    } else if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + ": no such folder; expected a run, or a folder of runs");
    }
  }
}
