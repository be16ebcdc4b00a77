package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;

/**
 * How much of Java's heap a command may take.
 *
 * @param bytes at most
 */
record MemoryLimit(long bytes) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)", Pattern.CASE_INSENSITIVE);
  /** The command itself, its libraries and a picture or two. */
  private static final long BASE = 48L << 20;
  /** Weights, average, two moments, gradient; the last good state and a snapshot of four arrays each; reading a checkpoint. */
  private static final int COPIES_OF_WEIGHTS = 17;
  /** What a hidden unit keeps of a row from the way forward for the way back. */
  private static final int COPIES_OF_ACTIVATIONS = 4;
  private static final int TIME_FEATURES = 64;
  /** Points as read, standardised, and as a distribution holds them; a CSV has about as many characters as floats have bytes. */
  private static final int COPIES_OF_DATA = 4;

  /**
   * Reads a size.
   *
   * @param text such as 512m or 4g
   */
  static MemoryLimit parse(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      throw new InvalidInputException("--max-memory " + text + ": expected a size such as 512m or 4g");
    }
    int shift = switch (parts.group(2).toLowerCase(Locale.ROOT)) {
      case "k" -> 10;
      case "m" -> 20;
      case "g" -> 30;
      default -> 0;
    };
    return new MemoryLimit(Math.min(Long.parseLong(parts.group(1)) << shift, Runtime.getRuntime().maxMemory()));
  }

  /** What Java was given. */
  static MemoryLimit ofJava() {
    return new MemoryLimit(Runtime.getRuntime().maxMemory());
  }

  /**
   * Refuses work that cannot fit.
   *
   * @param what the work and what could be made smaller
   * @param need bytes that it takes at least, beside the command itself
   */
  void require(String what, long need) {
    if (BASE + need > bytes) {
      throw new InvalidInputException("%s takes about %d MB, but --max-memory or Java's own limit leaves %d MB"
          .formatted(what, (BASE + need) >> 20, bytes >> 20));
    }
  }

  /** Refuses data that cannot fit; names of distributions take nothing. */
  void requireForFile(String data) throws IOException {
    Path file = Path.of(data);
    if (DataSource.isFile(data) && Files.isRegularFile(file)) {
      require("reading " + data, COPIES_OF_DATA * Files.size(file));
    }
  }

  /** Refuses a training that cannot fit; {@code dim} is the width of its data. */
  void require(RunConfig config, int dim) {
    long hidden = config.hidden();
    long parameters = hidden * (dim + 2 * TIME_FEATURES) + hidden * hidden * (config.layers() - 1L) + hidden * dim;
    long activations = (long) config.batch() * (COPIES_OF_ACTIVATIONS * hidden * config.layers() + 4L * dim);
    long pools = 4L * Math.max(config.batch(), config.couplingBatch()) * dim;
    require(
        "training with --hidden %d, --layers %d, --batch %d".formatted(config.hidden(), config.layers(),
            config.batch()),
        Float.BYTES * (COPIES_OF_WEIGHTS * parameters + activations + pools));
  }
}
