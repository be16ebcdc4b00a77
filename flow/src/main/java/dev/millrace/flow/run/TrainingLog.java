package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * {@code training.jsonl} being written: one JSON object a line, each appended by a single write, so that a crash can tear the last
 * line only; whoever reads skips a torn last line.
 */
public final class TrainingLog implements AutoCloseable {
  /** A line of every step of a training of many days. */
  private static final long MOST_BYTES = 1 << 30;

  private final Path file;
  private final FileChannel channel;
  private final double secondsBefore;

  /**
   * A line of {@code training.jsonl}.
   *
   * @param step steps done
   * @param loss mean since the line before
   * @param seconds since training began, without the time between a stop and going on
   * @param samplesPerSecond since the line before
   * @param weights SHA-256 of the averaged weights, where the line has it
   */
  public record Line(int step, double loss, double seconds, double samplesPerSecond, Optional<String> weights) {}

  private TrainingLog(Path file, FileChannel channel, double secondsBefore) {
    this.file = file;
    this.channel = channel;
    this.secondsBefore = secondsBefore;
  }

  /**
   * Opens a log to append to. Lines of later steps than those that are done are removed, as they will be written again.
   *
   * @param done steps done, 0 for a new training
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
    return new TrainingLog(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), seconds);
  }

  /**
   * Appends a line.
   *
   * @param step steps done
   * @param values by name; "seconds" counts from when this process began to train
   */
  public void append(int step, Map<String, Object> values) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.putAll(values);
    line.computeIfPresent("seconds", (_, seconds) -> secondsBefore + ((Number) seconds).doubleValue());
    ByteBuffer bytes = ByteBuffer
        .wrap((ConfigFile.JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new IOException("cannot write %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /** Returns when all lines are on the disk itself. */
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * The lines of a log; none if it is absent. A last line that was torn is left out.
   *
   * @throws InvalidInputException if another line is not of a training log
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

  /** Lines that end, and what follows the last of them, if anything does. */
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
      // Told below, with the line.
    }
    if (i == lines.size() - 1) {
      return Optional.empty();
    }
    throw new InvalidInputException("%s:%d: not a line of a training log".formatted(file, i + 1));
  }
}
