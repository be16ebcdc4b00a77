package dev.millrace.serve.studio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Records;
import tools.jackson.databind.JsonNode;

/**
 * Samples of tables and of images for the page.
 *
 * @param kinds the kinds that are known
 */
record OtherKinds(Kinds kinds) {
  private static final int MOST_ROWS = 10_000;
  private static final int MOST_IMAGES = 100;
  private static final int MOST_STEPS = 1000;

  private SamplingOptions options(Exchange exchange, int usual, int most) {
    int steps = exchange.whole("steps", 0, 0, MOST_STEPS);
    SamplingOptions options = SamplingOptions.of(exchange.whole("count", usual, 1, most),
        exchange.whole("seed", 0L, Long.MIN_VALUE, Long.MAX_VALUE)).withClasses(exchange.query("class").orElse(null))
        .withGuidance(exchange.number("guidance").orElse(null));
    return steps == 0
        ? options
        : options
            .withIntegration(new Integration(exchange.query("solver").orElse(null), steps, null, null, null, null));
  }

  private static void require(RunDirectory run, String kind, Kinds kinds) throws IOException {
    if (!kinds.of(run).name().equals(kind)) {
      throw new Problem(409, "this is a run of %s; the view is of %s".formatted(kinds.of(run).name(), kind));
    }
    if (!run.isTrained()) {
      throw new Problem(409, "the run is not trained to its end yet");
    }
  }

  /** Answers with rows of a table. */
  void rows(Exchange exchange, RunDirectory run) throws IOException {
    require(run, "tables", kinds);
    TrainedRun trained = kinds.of(run).open(run);
    SamplingOptions options = options(exchange, 20, MOST_ROWS);
    String where = exchange.query("where").orElse("").strip();
    Sampled made = where.isEmpty()
        ? trained.sample(options, Caller.silent())
        : trained.sample(options, where, Caller.silent());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    made.file(".jsonl", "rows.jsonl").writeTo(text);
    List<JsonNode> rows = new ArrayList<>();
    for (String line : text.toString(StandardCharsets.UTF_8).lines().toList()) {
      rows.add(Json.MAPPER.readTree(line));
    }
    exchange
        .sendJson(Map.of("columns", rows.isEmpty() ? List.of() : List.copyOf(rows.getFirst().propertyNames()), "rows",
            rows, "seconds", made.seconds(), "nfe", made.cost().nfe()));
  }

  /** Answers with grids of images: the states on the way, and the images. */
  void images(Exchange exchange, RunDirectory run) throws IOException {
    require(run, "images", kinds);
    SamplingOptions asked = options(exchange, 25, MOST_IMAGES);
    SamplingOptions options = new SamplingOptions(asked.start(), asked.integration(), asked.seed(), asked.classes(),
        asked.guidance(), true, asked.device(), asked.header(), asked.file());
    Sampled made = kinds.of(run).open(run).sample(options, Caller.silent());
    FloatArray states = trajectory(made);
    int[] shape = states.shape().stream().mapToInt(Integer::intValue).toArray();
    int frames = exchange.whole("frames", shape[0], 1, MOST_STEPS + 1);
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      Records records = new Records(out);
      int shown = Math.min(frames, shape[0]);
      for (int i = 0; i < shown; i++) {
        int state = shown == 1 ? shape[0] - 1 : (int) Math.round(i * (shape[0] - 1.0) / (shown - 1));
        records.picture(i, grid(states.values(), state, shape));
      }
      records.json(Map.of("frames", shown, "nfe", made.cost().nfe(), "milliseconds", 1000 * made.seconds()));
    }
  }

  private static FloatArray trajectory(Sampled made) throws IOException {
    Path file = Files.createTempFile("millrace-states", ".npy");
    try {
      AtomicFile.Body body = made.trajectory("states.npy");
      try (OutputStream out = Files.newOutputStream(file)) {
        body.writeTo(out);
      }
      return Npy.read(file);
    } finally {
      Files.delete(file);
    }
  }

  /** A grid of the images of one state, as a .png file; shape is [states, count, channels, height, width]. */
  private static byte[] grid(float[] values, int state, int[] shape) throws IOException {
    int count = shape[1];
    int channels = shape[2];
    int height = shape[3];
    int width = shape[4];
    int columns = (int) Math.ceil(Math.sqrt(count));
    BufferedImage grid = new BufferedImage(columns * (width + 2), Math.ceilDiv(count, columns) * (height + 2),
        BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    for (int i = 0; i < count; i++) {
      int from = (state * count + i) * channels * plane;
      for (int p = 0; p < plane; p++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          rgb = rgb << 8
              | Math.clamp(Math.round((values[from + Math.min(c, channels - 1) * plane + p] + 1) * 127.5f), 0,
                  255);
        }
        grid.setRGB(i % columns * (width + 2) + 1 + p % width, i / columns * (height + 2) + 1 + p / width, rgb);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(grid, "png", png);
    return png.toByteArray();
  }
}
