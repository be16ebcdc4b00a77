package dev.millrace.serve.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedRun;
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

  private static void require(RunDirectory run, String kind, Kinds kinds) throws IOException {
    if (!kinds.of(run).name().equals(kind)) {
      throw new Problem(409, "this is a run of %s; the view is of %s".formatted(kinds.of(run).name(), kind));
    }
    SamplingQuery.requireTrained(run);
  }

  /** Answers with rows of a table. */
  void rows(Exchange exchange, RunDirectory run) throws IOException {
    require(run, "tables", kinds);
    TrainedRun trained = kinds.of(run).open(run);
    SamplingOptions options = SamplingQuery.of(exchange, 20, MOST_ROWS, MOST_STEPS);
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
    SamplingOptions asked = SamplingQuery.of(exchange, 25, MOST_IMAGES, MOST_STEPS);
    SamplingOptions options = new SamplingOptions(asked.start(), asked.integration(), asked.seed(), asked.classes(),
        asked.guidance(), true, asked.device(), asked.header(), asked.file());
    Sampled made = kinds.of(run).open(run).sample(options, Caller.silent());
    FloatArray states = trajectory(made);
    int all = states.shape().getFirst();
    int frames = exchange.whole("frames", all, 1, MOST_STEPS + 1);
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      Records records = new Records(out);
      int shown = Math.min(frames, all);
      for (int i = 0; i < shown; i++) {
        int state = shown == 1 ? all - 1 : (int) Math.round(i * (all - 1.0) / (shown - 1));
        records.picture(i, grid(states.values(), state, states.shape()));
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

  /** The images of one state, as a .png file; shape is [states, count, channels, height, width]. */
  private static byte[] grid(float[] values, int state, List<Integer> shape) throws IOException {
    int size = values.length / shape.getFirst();
    Images images = new Images(Arrays.copyOfRange(values, state * size, (state + 1) * size), shape.get(2), shape.get(3),
        shape.get(4));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(ImagePictures.bare(images, (int) Math.ceil(Math.sqrt(images.count()))), "png", png);
    return png.toByteArray();
  }
}
