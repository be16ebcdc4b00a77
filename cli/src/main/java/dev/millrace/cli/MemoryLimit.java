package dev.millrace.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.SemidiscreteCoupling;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.text.Spec;
import dev.millrace.flow.transport.ExactAssignment;

/**
 * How much of Java's heap a command may take.
 *
 * @param bytes at most
 * @param asked whether the user set it
 */
record MemoryLimit(long bytes, boolean asked) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)", Pattern.CASE_INSENSITIVE);
  /** The command itself, its libraries and a picture or two. */
  private static final long BASE = 48L << 20;
  /**
   * Weights, average, two moments; their gradient and the transposes; the last good state; a snapshot that is being written and
   * the next; and room to move.
   */
  private static final int COPIES_OF_WEIGHTS = 20;
  private static final int TIME_FEATURES = 64;
  /** Columns of layers are padded to whole vectors. */
  private static final int VECTOR = 16;
  /** Of a row: features and polynomials of its time, the row itself, its target and their likes. */
  private static final int BESIDE_ACTIVATIONS = 160;
  /** Two pools of pairs, and what is gathered and exchanged on the way. */
  private static final int COPIES_OF_PAIRS = 8;
  /** Costs and, of a quarter of the rows and columns, costs once more; a large array fills two thirds of a heap at most. */
  private static final double BYTES_A_COST = 8 * 1.07 * 1.5;
  /** Lists of cheap columns, positions in double precision, and places. */
  private static final int BYTES_A_LISTED_ROW = 600;
  private static final int BYTES_A_COORDINATE = 80;
  /** Semidiscrete transport groups so many drawn points, if the data are no file, into one of its own. */
  private static final int GROUPED_ROWS = 32;
  private static final int BYTES_A_GROUPED_ROW = 440;
  /** Source points that it looks at together, for each of its own. */
  private static final int DRAWS_A_POINT = 64;
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
    return new MemoryLimit(Math.min(Long.parseLong(parts.group(1)) << shift, Runtime.getRuntime().maxMemory()), true);
  }

  /** What Java was given. */
  static MemoryLimit ofJava() {
    return new MemoryLimit(Runtime.getRuntime().maxMemory(), false);
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

  /** As {@link #require}, of the whole process, for work outside of Java's heap; unless asked for less, the machine's memory is there. */
  void requireOfProcess(String what, long need) {
    long machine = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
    long limit = asked ? bytes : machine;
    if (need > limit) {
      throw new InvalidInputException("%s takes about %d MB, but %s %d MB".formatted(what, need >> 20,
          asked ? "--max-memory leaves" : "this machine has", limit >> 20));
    }
  }

  /** Refuses data that cannot fit; names of distributions take nothing. */
  void requireForFile(String data) throws IOException {
    require("reading " + data, COPIES_OF_DATA * sizeOf(data));
  }

  private static long sizeOf(String data) throws IOException {
    return DataSource.isFile(data) && Files.isRegularFile(Path.of(data)) ? Files.size(Path.of(data)) : 0;
  }

  /**
   * Refuses a training that cannot fit. The estimate is fitted to the least heaps with which nine trainings, of
   * networks and couplings of several sizes, were seen to end: 1.03 times the largest, more of small ones.
   *
   * @param dim width of its data
   */
  void require(RunConfig config, int dim) throws IOException {
    boolean embedded = config.timeInput().equals("embedding");
    long hidden = Math.ceilDiv(config.hidden(), VECTOR) * (long) VECTOR;
    long layers = config.layers();
    long parameters = hidden * (hidden + 1) * (layers - 1) + 2 * hidden * (dim + 2L)
        + (embedded ? hidden * (hidden + TIME_FEATURES) : 0);
    // Of each layer inputs and deltas, and one gradient on its way back.
    long activations = config.batch() * (hidden * (2 * layers + (embedded ? 3 : 1)) + BESIDE_ACTIVATIONS + 4L * dim);
    long rows = Math.max(config.batch(), config.couplingBatch());
    require(
        "training with --hidden %d, --layers %d, --batch %d, --coupling %s".formatted(config.hidden(), config.layers(),
            config.batch(), config.coupling()),
        sizeOf(config.data())
            + Float.BYTES * (COPIES_OF_WEIGHTS * parameters + activations + COPIES_OF_PAIRS * rows * dim)
            + ofCoupling(config, rows, dim));
  }

  private static long ofCoupling(RunConfig config, long rows, int dim) throws IOException {
    Spec coupling = Spec.parse("coupling", config.coupling(), List.of());
    long costs = (long) (BYTES_A_COST * rows * rows);
    return switch (coupling.name()) {
      case "ot" -> ExactAssignment.needsCosts(rows, dim)
          ? costs
          : rows * (BYTES_A_LISTED_ROW + (long) BYTES_A_COORDINATE * dim);
      // Of single precision, but of all pairs the plan too.
      case "sinkhorn" -> costs;
      case "semidiscrete" -> {
        long points = (long) coupling.numbersOr(SemidiscreteCoupling.DEFAULT_GROUPS)[0];
        long grouped = DataSource.isFile(config.data())
            ? sizeOf(config.data()) / (Float.BYTES * (long) dim)
            : GROUPED_ROWS * points;
        yield BYTES_A_GROUPED_ROW * grouped + Float.BYTES * DRAWS_A_POINT * points * dim;
      }
      // As they are read, and taken apart.
      case "pairs" -> 2 * sizeOf(coupling.arguments());
      default -> 0;
    };
  }
}
