package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.Build;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.work.Device;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.PageFiles;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Records;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;

/**
 * The studio on an HTTP server of the loopback address. Closing it stops its trainings, each of which writes a checkpoint
 * first.
 */
public final class Studio implements AutoCloseable {
  private static final String API = "/studio/api";
  private static final int MOST_JSON = 1 << 16;
  private static final int MOST_CSV = 32 << 20;
  private static final int MOST_POINTS = 20_000;

  private final RunsFolder folder;
  private final Optional<String> opened;
  private final Trainings trainings;
  private final Flows flows;
  private final RunFacts facts;
  private final ViewRequests views;
  private final DrawnData drawn;
  private final Exports exports;
  private final OpenRuns open;
  private final OtherKinds others;
  private final PageFiles page = new PageFiles(Studio.class);
  private final Server server;
  private final Consumer<Throwable> faults;

  /**
   * What a studio is started with.
   *
   * @param folder the folder of the runs, which need not exist yet
   * @param open the run that the page opens; empty for none
   * @param port the port; 0 for any free one
   */
  public record Options(Path folder, Optional<Path> open, int port) {}

  private Studio(Options options, Kinds kinds, Exporter onnx, Consumer<Throwable> faults) throws IOException {
    this.faults = faults;
    folder = new RunsFolder(options.folder);
    opened = options.open.map(run -> folder.name(new RunDirectory(run)));
    if (opened.isPresent() && folder.find(opened.get()).isEmpty()) {
      throw new InvalidInputException("%s: is not in `runs` %s".formatted(options.open.get(), options.folder));
    }
    drawn = new DrawnData(options.folder.resolve("drawn"));
    trainings = new Trainings(folder, kinds, drawn, faults);
    flows = new Flows(folder, kinds, trainings);
    views = new ViewRequests(flows, trainings);
    open = new OpenRuns(run -> kinds.of(run).open(run).load(Device.AUTO));
    facts = new RunFacts(folder, kinds, trainings, flows, open);
    exports = new Exports(kinds, onnx);
    others = new OtherKinds(kinds, open);
    server = Server.start(ServerOptions.ofPort(options.port), routes(), new Server.Watchers(faults));
  }

  /**
   * Starts a studio.
   *
   * @param options the folder, the run to open, the port
   * @param kinds the kinds of runs that it shows
   * @param onnx writes ONNX graphs
   * @param faults hears of errors that are not the user's
   * @return the studio, which answers from now on
   * @throws dev.millrace.flow.InvalidInputException if the port is taken
   * @throws IOException if it cannot start
   */
  public static Studio start(Options options, Kinds kinds, Exporter onnx, Consumer<Throwable> faults)
      throws IOException {
    return new Studio(options, kinds, onnx, faults);
  }

  /** Prepares the first training in the background, so that it begins at once. */
  public void warmUp() {
    WarmUp.start(() -> trainings.running().isEmpty(), faults);
  }

  /** {@return the address of the page} */
  public String address() {
    return "http://127.0.0.1:%d/studio/".formatted(server.port());
  }

  private Router routes() {
    return new Router()
        .add("GET", "/", exchange -> exchange.sendTo("/studio/"))
        .add("GET", API + "/start", this::start)
        .add("GET", API + "/distributions/{name}", this::distribution)
        .add("GET", API + "/points", this::preview)
        .add("POST", API + "/data", this::points)
        .add("POST", API + "/csv", this::csv)
        .add("POST", API + "/trainings", this::train)
        .add("GET", API + "/trainings/{run}/stream", this::stream)
        .add("POST", API + "/trainings/{run}/{verb}", this::steer)
        .add("GET", API + "/runs", exchange -> exchange.sendJson(Map.of("runs", facts.list())))
        .add("GET", API + "/runs/{run}", exchange -> exchange.sendJson(facts.of(exchange.path("run"))))
        .add("POST", API + "/runs/{run}/carry", views::carry)
        .add("GET", API + "/runs/{run}/field", views::field)
        .add("GET", API + "/runs/{run}/density", views::density)
        .add("GET", API + "/runs/{run}/data", views::data)
        .add("GET", API + "/runs/{run}/source", views::source)
        .add("GET", API + "/runs/{run}/steps", views::steps)
        .add("GET", API + "/runs/{run}/pairs", views::pairs)
        .add("GET", API + "/runs/{run}/straightness", views::straightness)
        .add("GET", API + "/runs/{run}/export/{form}",
            exchange -> exports.send(exchange, run(exchange), exchange.path("form")))
        .add("GET", API + "/runs/{run}/files/{file*}", this::file)
        .add("POST", API + "/runs/{run}/rows", exchange -> others.rows(exchange, run(exchange)))
        .add("GET", API + "/runs/{run}/images", exchange -> others.images(exchange, run(exchange)))
        .add("GET", "/studio", exchange -> exchange.sendTo("/studio/"))
        .add("GET", "/studio/{file*}", exchange -> page.send(exchange, exchange.path("file")));
  }

  private RunDirectory run(Exchange exchange) throws IOException {
    return folder.run(exchange.path("run"));
  }

  private void start(Exchange exchange) throws IOException {
    Map<String, Object> start = new LinkedHashMap<>();
    start.put("version", Build.version());
    start.put("folder", folder.path().toString());
    start.put("open", opened.orElse(null));
    start.put("distributions", OptionList.distributions());
    start.put("options", OptionList.all());
    start.put("running", trainings.running());
    start.put("limits", Map.of("points", DrawnData.MOST_POINTS, "bytes", MOST_CSV));
    exchange.sendJson(start);
  }

  private void distribution(Exchange exchange) throws IOException {
    Toy toy = Distributions.named(exchange.path("name")).orElseThrow(() -> new Problem(404,
        "there is no distribution %s".formatted(Shown.cut(exchange.path("name"))), "data"));
    int count = exchange.whole("count", 400, 1, MOST_POINTS);
    float[] points = new float[2 * count];
    int[] labels = new int[count];
    toy.sample(
        new Seed(SamplingQuery.seed(exchange)).generator(Seed.Purpose.PICTURE, 1, 0),
        points, 0, count, labels, 0);
    Records.send(exchange, 0, PointView.withLabels(points, labels), 3);
  }

  // Data.

  private void points(Exchange exchange) throws IOException {
    exchange.requireType(Exchange.BYTES);
    int columns = exchange.whole("columns", 2, 2, 3);
    exchange.sendJson(drawn.points(exchange.body(DrawnData.MOST_POINTS * columns * Float.BYTES), columns));
  }

  private void preview(Exchange exchange) throws IOException {
    PointView.Shown shown = drawn.points(exchange.query("data").orElse(""), exchange.query("labels").orElse(""),
        exchange.whole("count", 2000, 1, DrawnData.MOST_POINTS));
    Records.send(exchange, 0, shown.rows(), shown.columns());
  }

  private void csv(Exchange exchange) throws IOException {
    exchange.requireType("text/csv");
    List<String> chosen = Stream.of("x", "y", "class").flatMap(name -> exchange.query(name).stream()).toList();
    exchange.sendJson(drawn.csv(exchange.body(MOST_CSV), chosen));
  }

  // Trainings.

  private void train(Exchange exchange) throws IOException {
    exchange.sendJson(Map.of("run", trainings.begin(exchange.json(MOST_JSON, Asked.class))));
  }

  private LiveRun live(Exchange exchange) {
    return trainings.of(exchange.path("run")).orElseThrow(() -> new Problem(404,
        "there is no training of this name here; go on with the run to start it again"));
  }

  private void stream(Exchange exchange) throws IOException {
    LiveRun run = live(exchange);
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      run.watch(new Records(out));
    }
  }

  private void steer(Exchange exchange) throws IOException {
    exchange.requireType("application/json");
    LiveRun run = live(exchange);
    switch (exchange.path("verb")) {
      case "pause" -> run.pause();
      case "continue" -> run.go();
      case "stop" -> run.stop();
      case "keep" -> run.keep();
      case "step" -> {
        exchange.sendJson(run.once());
        return;
      }
      default -> throw new Problem(404, "expected pause, continue, step, stop or keep");
    }
    exchange.sendJson(run.stateRecord());
  }

  // Files.

  private void file(Exchange exchange) throws IOException {
    RunDirectory run = run(exchange);
    String name = exchange.path("file");
    Path file = run.path().resolve(name);
    if (name.matches("plots/[A-Za-z0-9][A-Za-z0-9._-]*\\.png") && Files.isRegularFile(file)) {
      exchange.send("image/png", Files.readAllBytes(file));
    } else if (name.equals("report.html") && Files.isRegularFile(file)) {
      // The report has its styles in itself, and no scripts.
      exchange.header("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'");
      exchange.send("text/html; charset=utf-8", Files.readAllBytes(file));
    } else {
      throw new Problem(404, "the run has no such file");
    }
  }

  @Override
  public void close() {
    trainings.close();
    server.close();
    open.close();
  }
}
