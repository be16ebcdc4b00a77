package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.front.Front;
import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.service.Service;

/**
 * A service in this process, put together as the command does it, of a run of points and one of a table.
 *
 * @param service the models
 * @param server where they are served
 * @param faults what failed
 */
record ServedModels(Service service, Server server, List<Throwable> faults) implements AutoCloseable {
  /** Trains small models in a folder. */
  static void train(Path folder) {
    Outcome.of("train", "8gaussians", "--classes", "--steps", "200", "--hidden", "16", "--no-plots", "--quiet", "--out",
        folder.resolve("points").toString()).succeeded();
    Outcome.of("train", Path.of("../docs/data/penguins.csv").toString(), "--label", "species", "--steps", "100",
        "--hidden", "16", "--no-plots", "--quiet", "--out", folder.resolve("penguins").toString()).succeeded();
  }

  static ServedModels of(Path folder, ServerOptions options) throws IOException, InterruptedException {
    Metrics metrics = new Metrics();
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    Service service = new Service(Service.Options.of(folder).withTimes(Duration.ofSeconds(1), Duration.ZERO),
        Kinds.load(), metrics, _ -> {});
    Access access = options.access();
    Server server = Server.start(options, Front.addTo(service.addTo(new Router(), () -> false), metrics, access),
        new Server.Watchers(faults::add, metrics, Optional.empty()));
    service.awaitLoaded();
    return new ServedModels(service, server, faults);
  }

  @Override
  public void close() {
    server.close();
    service.close();
  }
}
