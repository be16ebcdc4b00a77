package dev.millrace.serve.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Records;
import tools.jackson.databind.JsonNode;

/**
 * Samples of tables and of images for the page.
 *
 * @param kinds the kinds that are known
 * @param open the runs that are in memory
 */
record OtherKinds(Kinds kinds, OpenRuns open) {
  private static final int MOST_ROWS = 10_000;
  private static final int MOST_IMAGES = 100;
  private static final int MOST_STEPS = 1000;
  private static final String LINES = ".jsonl";

  private void require(RunDirectory run, String kind) throws IOException {
    if (!kinds.of(run).name().equals(kind)) {
      throw new Problem(409, "this is a run of %s; the view is of %s".formatted(kinds.of(run).name(), kind));
    }
    SamplingQuery.requireTrained(run);
  }

  private static RowSettings settings(Exchange exchange) {
    return new RowSettings(exchange.query("steps").isEmpty() ? null : exchange.whole("steps", 1, 1, MOST_STEPS), null,
        exchange.query("class").orElse(null), exchange.number("guidance").orElse(null),
        exchange.query("where").map(String::strip).filter(where -> !where.isEmpty()).orElse(null), null);
  }

  /** Answers with rows of a table. */
  void rows(Exchange exchange, RunDirectory run) throws IOException {
    require(run, "tables");
    int count = exchange.whole("count", 20, 1, MOST_ROWS);
    Seed seed = new Seed(SamplingQuery.seed(exchange));
    exchange.sendJson(open.with(run, loaded -> {
      RowSource source = loaded.rows(settings(exchange), seed);
      long began = System.nanoTime();
      List<RowBlock> made = source.group().draw(List.of(new RowRange(source, 0, count)));
      double seconds = (System.nanoTime() - began) * 1e-9;
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      source.file(LINES, "rows" + LINES, count, sink -> sink.accept(made.getFirst())).writeTo(text);
      List<JsonNode> rows = new ArrayList<>();
      for (String line : text.toString(StandardCharsets.UTF_8).lines().toList()) {
        rows.add(Json.MAPPER.readTree(line));
      }
      return Map.of("columns", List.copyOf(rows.getFirst().propertyNames()), "rows", rows, "seconds", seconds, "nfe",
          source.group().nfe());
    }));
  }

  /** Answers with grids of images: the states on the way, and the images. */
  void images(Exchange exchange, RunDirectory run) throws IOException {
    require(run, "images");
    int count = exchange.whole("count", 25, 1, MOST_IMAGES);
    Seed seed = new Seed(SamplingQuery.seed(exchange));
    int most = exchange.whole("frames", MOST_STEPS + 1, 1, MOST_STEPS + 1);
    open.with(run, loaded -> {
      RowSource source = loaded.rows(settings(exchange), seed);
      long began = System.nanoTime();
      List<RowBlock> states = source.group().way(new RowRange(source, 0, count));
      double milliseconds = (System.nanoTime() - began) * 1e-6;
      List<Integer> shape = source.columns().getFirst().shape();
      int shown = Math.min(most, states.size());
      try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
        Records records = new Records(out);
        for (int i = 0; i < shown; i++) {
          int state = shown == 1 ? states.size() - 1 : (int) Math.round(i * (states.size() - 1.0) / (shown - 1));
          records.picture(i, grid(states.get(state), shape));
        }
        records.json(Map.of("frames", shown, "nfe", source.group().nfe(), "milliseconds", milliseconds));
      }
      return shown;
    });
  }

  /** Images as a .png file; shape is [channels, height, width]. */
  private static byte[] grid(RowBlock state, List<Integer> shape) throws IOException {
    int size = shape.stream().reduce(1, (a, b) -> a * b);
    float[] values = new float[state.rows() * size];
    float[] image = new float[size];
    for (int row = 0; row < state.rows(); row++) {
      state.array(row, 0, image);
      System.arraycopy(image, 0, values, row * size, size);
    }
    Images images = new Images(values, shape.get(0), shape.get(1), shape.get(2));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(ImagePictures.bare(images, (int) Math.ceil(Math.sqrt(images.count()))), "png", png);
    return png.toByteArray();
  }
}
