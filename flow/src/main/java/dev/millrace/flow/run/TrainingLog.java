package dev.millrace.flow.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.TextFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The file {@code training.jsonl} with one JSON object per line. Each line is appended by a single write, so a crash
 * can leave only the last line incomplete; readers skip an incomplete last line.
 */
public final class TrainingLog implements AutoCloseable {
  /** The greatest accepted size, enough for one line per step in a training of many days. */
  private static final long MOST_BYTES = 1 << 30;

  private final Path file;
  /** A stream, because a channel would be closed if the thread is interrupted. */
  private final FileOutputStream out;
  private final double secondsBefore;

  /**
   * A line of {@code training.jsonl}.
   *
   * @param step number of finished steps
   * @param loss mean loss since the previous line
   * @param seconds time since the training began, without the time between a stop and its resumption
   * @param samplesPerSecond pairs per second since the previous line
   * @param weights SHA-256 of the averaged weights, if the line has it
   */
  public record Line(int step, double loss, double seconds, double samplesPerSecond, Optional<String> weights) {}

  private TrainingLog(Path file, FileOutputStream out, double secondsBefore) {
    this.file = file;
    this.out = out;
    this.secondsBefore = secondsBefore;
  }

  /**
   * Opens a log to append to. Lines of steps after {@code done} are removed, because they will be written again.
   *
   * @param file the file
   * @param done number of finished steps, 0 for a new training
   * @return the log
   * @throws IOException if reading fails
   */
  public static TrainingLog open(Path file, int done) throws IOException {
    List<String> kept = new ArrayList<>();
    double seconds = 0;
    if (Files.exists(file)) {
      List<String> lines = text(file);
      for (int i = 0; i < lines.size(); i++) {
        Optional<Line> line = parse(file, lines, i);
        if (line.isPresent() && line.get().step() <= done) {
          kept.add(lines.get(i));
          seconds = line.get().seconds();
        }
      }
      String content = kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
      AtomicFile.write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    return new TrainingLog(file, new FileOutputStream(file.toFile(), true), seconds);
  }

  /**
   * Appends a line.
   *
   * @param step number of finished steps
   * @param values values by name; "seconds" is the time since this process began to train
   * @throws IOException if writing fails
   */
  public void append(int step, Map<String, Object> values) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.putAll(values);
    line.computeIfPresent("seconds", (_, seconds) -> secondsBefore + ((Number) seconds).doubleValue());
    try {
      out.write((ConfigFile.JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException("cannot write %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Returns when all lines are on the disk.
   *
   * @throws IOException if writing fails
   */
  public void force() throws IOException {
    out.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /**
   * Reads the lines of a log; empty if it does not exist. An incomplete last line is skipped.
   *
   * @param file the file
   * @return the lines
   * @throws InvalidInputException if any other line is not a line of a training log
   * @throws IOException if reading fails
   */
  public static List<Line> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> lines = text(file);
    List<Line> read = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      parse(file, lines, i).ifPresent(read::add);
    }
    return read;
  }

  /** The complete lines, followed by the incomplete last line, if there is one. */
  private static List<String> text(Path file) throws IOException {
    return TextFile.readTorn(file, MOST_BYTES).lines().toList();
  }

  private static Optional<Line> parse(Path file, List<String> lines, int i) {
    try {
      JsonNode node = ConfigFile.JSON.readTree(lines.get(i));
      JsonNode step = node.path("step");
      if (step.isIntegralNumber() && step.canConvertToInt()) {
        return Optional.of(new Line(step.intValue(), node.path("loss").asDouble(Double.NaN),
            node.path("seconds").asDouble(0), node.path("samplesPerSecond").asDouble(0),
            Optional.ofNullable(node.path("weights").asString(null))));
      }
    } catch (JacksonException e) {
      // Reported below, with the line.
    }
    if (i == lines.size() - 1) {
      return Optional.empty();
    }
    throw new InvalidInputException("%s:%d: not a line of a training log".formatted(file, i + 1));
  }
}
