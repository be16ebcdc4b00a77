package dev.millrace.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import dev.millrace.cli.options.ImageDeviceOptions;
import dev.millrace.cli.terminal.EndSignals;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.serve.front.Front;
import dev.millrace.serve.http.AccessLog;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.service.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Serves trained runs over HTTP. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} serve runs/moons-1%n         "
        + "curl -d '{\"count\": 3}' -H 'Content-Type: application/json' "
        + "http://127.0.0.1:8080/v1/models/moons-1/sample%n%n",
    description = "Serves samples of a trained run, or of all runs in a folder, over HTTP. Ctrl-C or SIGTERM ends it when "
        + "the requests under way are answered, with status 0, or 1 if they took too long; the second one ends it at "
        + "once, with status 130 or 143.")
public final class ServeCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN|DIR", description = "a run, or a folder of runs")
  private Path folder = Path.of("");

  @Mixin
  private EdgeOptions edge = new EdgeOptions();

  @Mixin
  private WorkOptions work = new WorkOptions();

  @Mixin
  private ImageDeviceOptions device = new ImageDeviceOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireRuns();
    ServerOptions where = edge.server();
    Metrics metrics = new Metrics();
    Service.Options options = Service.Options.of(folder).withLimits(work.limits()).withDevice(device.device());
    Optional<AccessLog> log = edge.log();
    try (EndSignals signals = EndSignals.handled();
        Service service = new Service(options, Objects.requireNonNull(millrace).kinds(), metrics, Messages::complain)) {
      AtomicReference<@Nullable Server> started = new AtomicReference<>();
      Router routes = Front.addTo(service.addTo(new Router(), () -> isDraining(started.get())), metrics,
          where.access());
      try (Server server = Server.start(where, routes, new Server.Watchers(Throwable::printStackTrace, metrics, log))) {
        started.set(server);
        Thread.ofVirtual().start(() -> announce(service, server));
        signals.await();
        return end(server);
      }
    } finally {
      log.ifPresent(AccessLog::close);
    }
  }

  private static boolean isDraining(@Nullable Server server) {
    return server != null && server.isDraining();
  }

  /** Says where the models are, when they are there. */
  private static void announce(Service service, Server server) {
    try {
      service.awaitLoaded();
      System.out.println("serving     " + server.url() + "/v1/models");
      System.out.flush();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int end(Server server) throws InterruptedException {
    EdgeOptions.Drain drain = edge.drain();
    if (server.drain(drain.delay(), drain.timeout())) {
      return 0;
    }
    Messages.complain("requests were cut off: they took longer than --drain-timeout %s seconds"
        .formatted(drain.timeout().toMillis() / 1000.0));
    return Messages.FAILED;
  }

  private void requireRuns() throws IOException {
    if (Files.isRegularFile(folder.resolve("run.yaml"))) {
      RunDirectory.openTrained(folder);
    } else if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + ": no such folder; expected a run, or a folder of runs");
    }
  }
}
