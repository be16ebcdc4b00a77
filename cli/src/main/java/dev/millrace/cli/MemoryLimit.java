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
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.text.Spec;
import dev.millrace.flow.transport.ExactAssignment;
import org.jspecify.annotations.Nullable;

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
  /** Of a file of weights: as read, as the network has them, and as they are written. */
  private static final int COPIES_OF_A_MODEL = 4;
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
  /** Doubles as read and as brought in order, and what is standardised, in floats, with its hash. */
  private static final int BYTES_A_NUMBER = 24;
  /** The same of a .csv file, whose short numbers have three characters or four. */
  private static final int BYTES_A_CHARACTER = 6;

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

  /** What a command may take; what Java was given where it is no part of a command line. */
  static MemoryLimit of(@Nullable Millrace command) {
    return command == null ? ofJava() : command.memory();
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
      throw new InvalidInputException("%s takes about %d MB, but %s %d MB%s".formatted(what, (BASE + need) >> 20,
          asked ? "--max-memory leaves" : "Java may take", bytes >> 20,
          asked ? "" : "; --max-memory gives it more, such as --max-memory 8g"));
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

  /** Refuses points, or images, that cannot fit, so many times over. */
  void requireNumbers(String what, long rows, long columns, long copies) {
    require(what, rows > Long.MAX_VALUE / (Float.BYTES * columns * copies)
        ? Long.MAX_VALUE / 2
        : Float.BYTES * rows * columns * copies);
  }

  /**
   * Refuses distances that cannot fit.
   *
   * @param rows points of either set
   * @param dim width of a row
   * @param copies of the rows that are held meanwhile
   * @param atOnce distances that hold the costs of all pairs at the same time
   */
  void requireForDistances(String what, long rows, int dim, long copies, int atOnce) {
    require(what, Float.BYTES * rows * dim * copies
        + ((long) (BYTES_A_COST * rows * rows)) * atOnce);
  }

  /** Refuses data that cannot fit; names of distributions take nothing. */
  void requireForFile(String data) throws IOException {
    if (sizeOf(data) > 0) {
      require("reading " + data, data.endsWith(".npy")
          ? (long) BYTES_A_NUMBER * Npy.elements(Path.of(data))
          : BYTES_A_CHARACTER * sizeOf(data));
    }
  }

  /** Refuses a file of weights that cannot fit. */
  void requireForWeights(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      require("reading " + file, COPIES_OF_A_MODEL * Files.size(file));
    }
  }

  /** As {@link #requireForFile}, where a file that cannot be read is told by whoever reads it. */
  void requireForData(String data) {
    try {
      requireForFile(data);
    } catch (IOException e) {
      // Told when it is read.
    }
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
