package dev.millrace.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.SplittableRandom;

import dev.millrace.runs.Runs;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.work.Caller;

/** Runs that are trained for a few steps. */
final class TinyRuns {
  static final Runs RUNS = Runs.of(Caller.silent());

  private TinyRuns() {
  }

  static Path points(Path parent) throws IOException {
    return train("moons", Map.of("steps", 60, "hidden", 24, "layers", 2), parent.resolve("moons"));
  }

  static Path classes(Path parent) throws IOException {
    return train("8gaussians", Map.of("steps", 60, "hidden", 24, "layers", 2, "classes", true),
        parent.resolve("gaussians"));
  }

  static Path table(Path parent) throws IOException {
    return train("../docs/data/penguins.csv", Map.of("steps", 80, "label", "species"), parent.resolve("penguins"));
  }

  /** A table of a date, a time of that day, and a number. */
  static Path times(Path parent) throws IOException {
    StringBuilder lines = new StringBuilder("day,at,amount\n");
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 400; i++) {
      LocalDate day = LocalDate.of(2024, 1, 1).plusDays(random.nextInt(300));
      lines.append("%s,%s %02d:30:05,%d%n".formatted(day, day, random.nextInt(24), random.nextInt(1000)));
    }
    Path file = Files.writeString(parent.resolve("times.csv"), lines);
    return train(file.toString(), Map.of("steps", 60), parent.resolve("times"));
  }

  static Path images(Path parent) throws IOException {
    return train("digits", Map.of("steps", 2, "batch", 16), parent.resolve("digits"));
  }

  private static Path train(String data, Map<String, Object> options, Path folder) throws IOException {
    RUNS.train(TrainingRequest.of(data, options, folder).bare());
    return folder;
  }

  /** What the command writes. */
  static String text(Sampled rows, String ending) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rows.file(ending, "rows" + ending).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

}
