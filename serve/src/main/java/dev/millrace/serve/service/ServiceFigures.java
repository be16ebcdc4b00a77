package dev.millrace.serve.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.serve.http.Metrics;

/** The figures of a service, beside those of its server. */
final class ServiceFigures {
  private static final int SIZES = 10;

  private final Metrics.Counter rows;
  private final Metrics.Counter evaluations;
  private final Metrics.Histogram batches;
  private final Metrics.Histogram computing;
  private final Metrics.Histogram queueing;

  ServiceFigures(Metrics metrics) {
    rows = metrics.counter("millrace_rows_total", "Rows that were computed.", "model");
    evaluations = metrics.counter("millrace_evaluations_total",
        "Evaluations of networks, each of one row.", "model");
    batches = metrics.histogram("millrace_batch_rows", "Rows that were computed together.", Metrics.sizes(SIZES),
        "model");
    computing = metrics.histogram("millrace_compute_seconds", "Time of computing a batch.", Metrics.seconds(), "model");
    queueing = metrics.histogram("millrace_queue_seconds", "Time of a part of a request in its queue.",
        Metrics.seconds(), "model");
  }

  /** Adds the figures of what models there are. */
  static void addModels(Metrics metrics, Models models) {
    metrics.gauges("millrace_model_ready", "Whether a model is served, by its checksum.", List.of("model", "checksum"),
        () -> {
          Map<List<String>, Double> ready = new HashMap<>();
          models.list().forEach(each -> ready.put(List.of(each.name(), each.checksum()), each.ready() ? 1.0 : 0.0));
          return ready;
        });
    metrics.gauge("millrace_queue_parts", "Parts of requests that wait, of all models.", models::waiting);
  }

  Engine.Listener of(String model) {
    return new Engine.Listener() {
      @Override
      public void computed(int count, int nfe, double seconds) {
        rows.add(count, model);
        evaluations.add((long) count * nfe, model);
        batches.observe(count, model);
        computing.observe(seconds, model);
      }

      @Override
      public void queued(double seconds) {
        queueing.observe(seconds, model);
      }
    };
  }
}
