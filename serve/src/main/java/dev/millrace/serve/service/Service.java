package dev.millrace.serve.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.work.Device;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.Role;
import dev.millrace.serve.http.Route;
import dev.millrace.serve.http.Router;

/**
 * Samples of trained runs over HTTP: its models, and what answers its routes. Row i of an answer is a function of the model,
 * the options, the seed and i, whatever else is computed with it.
 */
public final class Service implements AutoCloseable {
  private static final String MODEL = "/v1/models/{model}";

  private final Models models;
  private final Samples samples;
  private final Questions questions;

  /**
   * What is served.
   *
   * @param folder a run, or a folder of runs
   * @param device what computes
   * @param limits how much requests may ask for
   * @param pause between two looks at the files of the models
   * @param warmUp the most time in which rows of all models together are drawn, until that becomes no faster, before the
   *     service is ready; 0 for none
   */
  public record Options(Path folder, Device device, WorkLimits limits, Duration pause, Duration warmUp) {
    private static final Duration USUAL_WARM_UP = Duration.ofSeconds(20);

    /**
     * {@return the usual options}
     *
     * @param folder a run, or a folder of runs
     */
    public static Options of(Path folder) {
      return new Options(folder, Device.AUTO, WorkLimits.DEFAULTS, Duration.ofSeconds(1), USUAL_WARM_UP);
    }

    /**
     * {@return the same with other limits}
     *
     * @param other how much requests may ask for
     */
    public Options withLimits(WorkLimits other) {
      return new Options(folder, device, other, pause, warmUp);
    }

    /**
     * {@return the same on another device}
     *
     * @param other what computes
     */
    public Options withDevice(Device other) {
      return new Options(folder, other, limits, pause, warmUp);
    }

    /**
     * {@return the same with other times}
     *
     * @param look between two looks at the files of the models
     * @param most the most time of warming up
     */
    public Options withTimes(Duration look, Duration most) {
      return new Options(folder, device, limits, look, most);
    }
  }

  /**
   * Begins to load the models.
   *
   * @param options what is served
   * @param kinds the kinds that are known
   * @param metrics where figures are kept
   * @param notes hears in a line each what models were loaded, and what could not be
   */
  public Service(Options options, Kinds kinds, Metrics metrics, Consumer<String> notes) {
    models = new Models(options.folder,
        new Setting(kinds, options.device, options.limits, new ServiceFigures(metrics),
            new WarmUp(options.limits, options.warmUp)),
        options.pause, notes);
    ServiceFigures.addModels(metrics, models);
    samples = new Samples(models, options.limits);
    questions = new Questions(models, options.limits);
  }

  /**
   * Waits until all models were loaded, or could not be.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitLoaded() throws InterruptedException {
    models.awaitLoaded();
  }

  /** {@return why not all models can be served; empty if all can} */
  public List<String> reasons() {
    return models.reasons();
  }

  /**
   * Adds the routes of the service.
   *
   * @param router what they are added to
   * @param isDraining whether the server is about to end
   * @return the router
   */
  public Router addTo(Router router, BooleanSupplier isDraining) {
    return router
        .add(Route.of("GET", "/healthz", exchange -> exchange.send("text/plain", "alive\n".getBytes(
            StandardCharsets.US_ASCII))).forRole(Role.ANYBODY)
            .says("Whether the process lives.").gives("text/plain"))
        .add(Route.of("GET", "/readyz", exchange -> ready(exchange, isDraining)).forRole(Role.ANYBODY)
            .says("Whether every model can be asked; else 503, with reasons.").givesJson(Readiness.class))
        .add(Route.of("GET", "/v1/models", exchange -> exchange.sendJson(new ModelList(models.list())))
            .says("All models.").givesJson(ModelList.class))
        .add(Route.of("GET", MODEL, this::describe).says("A model: its columns, its defaults, where it comes from.")
            .givesJson(ModelDescription.class))
        .add(Route.of("POST", MODEL + "/sample", samples::answer).says("Makes rows.").takes(SampleRequest.class)
            .givesJson(SampleAnswer.class)
            .gives(Form.LINES.type(), Form.CSV.type(), Form.NPY.type(), Form.PNG.type(), Form.PARQUET.type()))
        .add(Route.of("POST", MODEL + "/impute", questions::impute).says("Fills the holes of rows of a table.")
            .takes(ImputeRequest.class).givesJson(ImputeAnswer.class))
        .add(Route.of("POST", MODEL + "/likelihood", questions::likelihood)
            .says("The log densities of points.").takes(LikelihoodRequest.class).givesJson(LikelihoodAnswer.class));
  }

  /**
   * Whether the service can be asked.
   *
   * @param ready whether it can
   * @param reasons why not
   */
  public record Readiness(boolean ready, List<String> reasons) {
    /** Copies the list. */
    public Readiness {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The models.
   *
   * @param models by name
   */
  public record ModelList(List<ModelSummary> models) {
    /** Copies the list. */
    public ModelList {
      models = List.copyOf(models);
    }
  }

  private void ready(Exchange exchange, BooleanSupplier isDraining) throws IOException {
    List<String> reasons = isDraining.getAsBoolean() ? List.of("the server is ending") : models.reasons();
    exchange.send(reasons.isEmpty() ? 200 : 503, "application/json",
        Json.MAPPER.writeValueAsBytes(new Readiness(reasons.isEmpty(), reasons)));
  }

  private void describe(Exchange exchange) throws IOException {
    Model model = models.enter(exchange.path("model"));
    try {
      exchange.sendJson(model.description());
    } finally {
      model.leave();
    }
  }

  /** Ends the models, when those who use them have left. */
  @Override
  public void close() {
    models.close();
  }
}
