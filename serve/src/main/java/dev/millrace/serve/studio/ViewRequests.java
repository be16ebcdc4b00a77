package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.millrace.flow.ode.SolverException;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Records;

/**
 * Answers what the page asks of a flow of points.
 *
 * @param flows the flows
 * @param trainings while one computes, a view takes one thread only
 */
record ViewRequests(Flows flows, Trainings trainings) {
  private static final int MOST_POINTS = 20_000;
  private static final int MOST_NUMBERS = 20_000_000;
  private static final int MOST_STEPS = 1000;
  private static final int MOST_GRID = 200;
  private static final int MOST_COMPARED = 5000;

  private PointView view(Exchange exchange) throws IOException {
    return flows.of(exchange.path("run"));
  }

  private PointView.Way way(Exchange exchange, PointView view, int steps) {
    int threads = trainings.areBusy() ? 1 : Runtime.getRuntime().availableProcessors();
    return new PointView.Way(exchange.query("solver").orElse("euler"), steps, view.label(exchange.query("class")),
        exchange.number("guidance").orElse(1.0), threads);
  }

  void carry(Exchange exchange) throws IOException {
    byte[] body = exchange.body(MOST_POINTS * 2 * Float.BYTES);
    if (body.length > 0) {
      exchange.requireType(Exchange.BYTES);
    }
    PointView view = view(exchange);
    PointView.Way way = way(exchange, view, exchange.whole("steps", 20, 1, MOST_STEPS));
    float[] x0 = body.length > 0
        ? view.fromPage(floats(body))
        : view.noise(exchange.whole("count", 2000, 1, MOST_POINTS), SamplingQuery.seed(exchange));
    if ((long) x0.length * (way.steps() + 1) > MOST_NUMBERS) {
      throw new Problem(422, "`steps` %d with so many points: expected at most %,d numbers in all".formatted(
          way.steps(), MOST_NUMBERS), "steps");
    }
    long began = System.nanoTime();
    PointView.Carried carried = solved(() -> view.carry(x0, way));
    double milliseconds = (System.nanoTime() - began) * 1e-6;
    boolean all = !exchange.query("frames").orElse("all").equals("last");
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      Records records = new Records(out);
      float[][] states = carried.states();
      for (int i = all ? 0 : states.length - 1; i < states.length; i++) {
        PointView.Shown shown = view.shown(states[i], way);
        records.frame(view.step(), i, shown.rows(), shown.columns());
      }
      records.json(Map.of("nfe", carried.nfe(), "milliseconds", milliseconds, "solver", way.solver(), "steps",
          way.steps()));
    }
  }

  private static float[] floats(byte[] body) {
    if (body.length % (2 * Float.BYTES) != 0) {
      throw new Problem(422, "%d bytes: expected rows of two floats".formatted(body.length), "body");
    }
    float[] values = Records.floats(body);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new Problem(422, "a start point of %s: expected finite numbers".formatted(value), "body");
      }
    }
    return values;
  }

  private static <T> T solved(Supplier<T> work) {
    try {
      return work.get();
    } catch (SolverException e) {
      throw new Problem(422, String.valueOf(e.getMessage()), "steps");
    }
  }

  private static double[] extent(Exchange exchange, PointView view) {
    double[] extent = exchange.numbers("extent", 4).orElseGet(view::extent);
    if (!(extent[0] < extent[1] && extent[2] < extent[3])) {
      throw new Problem(422, "`extent`: expected x from, x to, y from, y to, in ascending order", "extent");
    }
    return extent;
  }

  void field(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    double t = exchange.number("t").orElse(0.5);
    if (!(t >= 0 && t <= 1)) {
      throw new Problem(422, "`t` %s: expected 0 to 1".formatted(t), "t");
    }
    Records.send(exchange, view.step(),
        view.velocities(t, exchange.whole("n", 24, 2, MOST_GRID), extent(exchange, view),
            way(exchange, view, 1)),
        4);
  }

  void density(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    int n = exchange.whole("n", 64, 2, MOST_GRID);
    long began = System.nanoTime();
    float[] values = solved(() -> view.logDensities(n, extent(exchange, view), way(exchange, view, 1)));
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      Records records = new Records(out);
      records.frame(view.step(), 0, values, 1);
      records.json(Map.of("milliseconds", (System.nanoTime() - began) * 1e-6));
    }
  }

  void data(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    Records.send(exchange, view.step(),
        view.truth(exchange.whole("count", 2000, 1, MOST_POINTS), SamplingQuery.seed(exchange)), 3);
  }

  void source(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    Records.send(exchange, view.step(),
        view.plane(view.noise(exchange.whole("count", 2000, 1, MOST_POINTS), SamplingQuery.seed(exchange))),
        2);
  }

  void steps(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    int count = exchange.whole("count", 1000, 2, MOST_COMPARED);
    List<Integer> counts = new ArrayList<>();
    for (String text : exchange.query("counts").orElse("1,2,4,8,100").split(",", 20)) {
      try {
        counts.add(Integer.parseInt(text));
      } catch (NumberFormatException e) {
        throw new Problem(422, "`counts`: expected whole numbers, separated by commas", "counts");
      }
      if (counts.getLast() < 1 || counts.getLast() > MOST_STEPS) {
        throw new Problem(422, "`counts` %d: expected 1 to %d".formatted(counts.getLast(), MOST_STEPS), "counts");
      }
    }
    float[] x0 = view.noise(count, SamplingQuery.seed(exchange));
    PointView.Truth truth = view.twoSets(count, view.label(exchange.query("class")), SamplingQuery.seed(exchange));
    List<Map<String, Object>> rows = new ArrayList<>();
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      Records records = new Records(out);
      for (int i = 0; i < counts.size(); i++) {
        PointView.Way way = way(exchange, view, counts.get(i));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("steps", counts.get(i));
        try {
          PointView.Carried carried = view.carry(x0, way);
          PointView.Shown shown = view.shown(carried.states()[counts.get(i)], way);
          records.frame(view.step(), i, shown.rows(), shown.columns());
          row.put("nfe", carried.nfe());
          row.put("w2", view.w2(x0, way, truth));
        } catch (SolverException e) {
          row.put("message", e.getMessage());
        }
        rows.add(row);
      }
      records.json(Map.of("rows", rows, "floor", truth.floor(), "count", truth.count()));
    }
  }

  void pairs(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    float[] pairs = new BatchView(view.flow(), flows.firstBatch(exchange.path("run")))
        .pairs(exchange.whole("count", 200,
            1, MOST_POINTS));
    Records.send(exchange, view.step(), pairs, 4);
  }

  void straightness(Exchange exchange) throws IOException {
    PointView view = view(exchange);
    exchange.sendJson(
        Map.of("straightness", solved(() -> view.straightness(512, SamplingQuery.seed(exchange), way(exchange, view, 1)
            .threads()))));
  }
}
