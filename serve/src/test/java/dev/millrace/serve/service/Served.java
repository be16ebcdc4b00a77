package dev.millrace.serve.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.millrace.runs.Runs;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.points.PointKind;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;
import tools.jackson.databind.JsonNode;

/** A service of points on a server of its own, and a client of it. */
final class Served implements AutoCloseable {
  private static final Kinds POINTS = Kinds.of(List.of(new PointKind()));

  final CopyOnWriteArrayList<Throwable> faults = new CopyOnWriteArrayList<>();
  final CopyOnWriteArrayList<String> notes = new CopyOnWriteArrayList<>();
  final Metrics metrics = new Metrics();
  private final Service service;
  private final Server server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Serves from now on, when the models have been loaded. */
  Served(Path folder, WorkLimits limits) throws IOException, InterruptedException {
    this(folder, limits, Duration.ZERO);
    awaitLoaded();
  }

  /** Serves from now on, while the models are being loaded. */
  Served(Path folder, WorkLimits limits, Duration warmUp) throws IOException {
    service = new Service(Service.Options.of(folder).withLimits(limits).withTimes(Duration.ofMillis(20), warmUp),
        POINTS, metrics, notes::add);
    server = Server.start(ServerOptions.ofPort(0), service.addTo(new Router(), () -> false),
        new Server.Watchers(faults::add, metrics, Optional.empty()));
  }

  void awaitLoaded() throws InterruptedException {
    service.awaitLoaded();
  }

  /** Trains a small run. */
  static void train(String data, Map<String, Object> options, Path folder) throws IOException {
    Runs.of(Caller.silent()).train(TrainingRequest.of(data, options, folder).bare());
  }

  /** What the command writes into a file. */
  static byte[] file(Path run, SamplingOptions options, String ending) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Runs(POINTS, Caller.silent()).sample(run, options).file(ending, "file").writeTo(out);
    return out.toByteArray();
  }

  int port() {
    return server.port();
  }

  URI at(String path) {
    return URI.create(server.url() + path);
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(String path, String body, String accept) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  JsonNode json(HttpResponse<byte[]> answer) {
    return Json.MAPPER.readTree(answer.body());
  }

  /** The value of a figure without labels or of the first of its kind. */
  double figure(String begin) {
    return metrics.text().lines().filter(line -> line.startsWith(begin))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    service.close();
  }
}
