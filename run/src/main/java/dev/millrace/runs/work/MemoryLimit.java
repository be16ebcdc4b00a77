package dev.millrace.runs.work;

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
import dev.millrace.flow.coupling.SemidiscretePairs;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.text.Spec;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.transport.ExactAssignment;

/**
 * The memory that a command may use.
 *
 * @param bytes the greatest number of bytes
 * @param asked whether the user set it
 */
public record MemoryLimit(long bytes, boolean asked) {
  /** Less than this is not enough for any command; Java refuses less than 2 MB by a message of its own. */
  private static final long LEAST = 16 << 20;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)", Pattern.CASE_INSENSITIVE);
  /** Bytes for the command itself, its libraries and one or two pictures. */
  private static final long BASE = 48L << 20;
  /**
   * Copies of the weights in training: weights, average and two moments; the gradient and the transposes; the last good
   * state; a snapshot that is being written and the next one; and a reserve.
   */
  private static final int COPIES_OF_WEIGHTS = 20;
  /** Copies of the weights of a file: as read, as the network has them, and as they are written. */
  private static final int COPIES_OF_A_MODEL = 4;
  private static final int TIME_FEATURES = 64;
  /** The columns of layers are padded to multiples of this, for whole vectors. */
  private static final int VECTOR = 16;
  /** Numbers per row: features and polynomials of its time, the row itself, its target and similar. */
  private static final int BESIDE_ACTIVATIONS = 160;
  /** Copies of a pool of pairs beside the pools themselves: what is gathered and exchanged between them. */
  private static final int COPIES_OF_PAIRS = 4;
  /**
   * Bytes per pair: the costs, and once more those of a quarter of the rows and columns; a large array can fill at most
   * two thirds of a heap.
   */
  private static final double BYTES_A_COST = 8 * 1.07 * 1.5;
  /** Bytes per row: lists of cheap columns, positions in double precision, and indices. */
  private static final int BYTES_A_LISTED_ROW = 600;
  private static final int BYTES_A_COORDINATE = 80;
  /**
   * The number of drawn points that semidiscrete transport averages into one target point if the data are not a file.
   */
  private static final int GROUPED_ROWS = 32;
  private static final int BYTES_A_GROUPED_ROW = 440;
  /** The number of source points that it processes together, per target point. */
  private static final int DRAWS_A_POINT = 64;
  /** Copies of the data of a file: doubles as read and reordered, and standardised floats with their hash. */
  private static final int BYTES_A_NUMBER = 24;
  /** The same for a .csv file, in which short numbers have only three or four characters. */
  private static final int BYTES_A_CHARACTER = 6;

  /**
   * Parses a size.
   *
   * @param text such as 512m or 4g
   * @return the limit
   */
  public static MemoryLimit parse(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      throw new InvalidInputException("`max-memory` " + text + ": expected a size such as 512m or 4g");
    }
    int shift = switch (parts.group(2).toLowerCase(Locale.ROOT)) {
      case "k" -> 10;
      case "m" -> 20;
      case "g" -> 30;
      default -> 0;
    };
    long asked = Long.parseLong(parts.group(1)) << shift;
    if (asked < LEAST) {
      throw new InvalidInputException("`max-memory` %s: expected at least %dm".formatted(text, LEAST >> 20));
    }
    return new MemoryLimit(Math.min(asked, Runtime.getRuntime().maxMemory()), true);
  }

  /** {@return the limit that the heap of Java sets} */
  public static MemoryLimit ofJava() {
    return new MemoryLimit(Runtime.getRuntime().maxMemory(), false);
  }

  /**
   * Fails for work that does not fit.
   *
   * @param what the work and the options that could be made smaller
   * @param need the least number of bytes that it takes, in addition to the command itself
   */
  public void require(String what, long need) {
    if (BASE + need > bytes) {
      throw new InvalidInputException("%s takes about %d MB, but %s %d MB%s".formatted(what, (BASE + need) >> 20,
          asked ? "`max-memory` leaves" : "Java may take", bytes >> 20,
          asked ? "" : moreMemory(BASE + need)));
    }
  }

  private static String moreMemory(long need) {
    long gigabytes = (need >> 30) + 1;
    return gigabytes << 30 <= machine()
        ? "; `max-memory` %dg gives it more".formatted(gigabytes)
        : ", and this machine has %d MB".formatted(machine() >> 20);
  }

  private static long machine() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /**
   * As {@link #require}, but for the whole process, for work outside of Java's heap. Without --max-memory the limit is
   * the memory of the machine.
   *
   * @param what what needs it, for the message
   * @param need the bytes that it needs
   */
  public void requireOfProcess(String what, long need) {
    long limit = asked ? bytes : machine();
    if (need > limit) {
      throw new InvalidInputException("%s takes about %d MB, but %s %d MB".formatted(what, need >> 20,
          asked ? "`max-memory` leaves" : "this machine has", limit >> 20));
    }
  }

  /**
   * Fails if the given number of copies of points, or of images, does not fit.
   *
   * @param what what needs it, for the message
   * @param rows the number of rows
   * @param columns the numbers in a row
   * @param copies how many copies are held at once
   */
  public void requireNumbers(String what, long rows, long columns, long copies) {
    require(what, rows > Long.MAX_VALUE / (Float.BYTES * columns * copies)
        ? Long.MAX_VALUE / 2
        : Float.BYTES * rows * columns * copies);
  }

  /**
   * Fails for measures of distance that do not fit.
   *
   * @param what what needs it, for the message
   * @param rows number of points of each set
   * @param dim number of columns
   * @param copies number of copies of the rows that are held during the work
   * @param atOnce number of measures that hold the costs of all pairs at the same time
   */
  public void requireForDistances(String what, long rows, int dim, long copies, int atOnce) {
    require(what, Float.BYTES * rows * dim * copies
        + ((long) (BYTES_A_COST * rows * rows)) * atOnce);
  }

  /**
   * Fails for data that do not fit; named distributions need no memory.
   *
   * @param data the name of the data, or a file
   * @throws IOException if reading or writing fails
   */
  public void requireForFile(String data) throws IOException {
    if (sizeOf(data) > 0) {
      require("reading " + data, data.endsWith(".npy")
          ? (long) BYTES_A_NUMBER * Npy.elements(Path.of(data))
          : BYTES_A_CHARACTER * sizeOf(data));
    }
  }

  /**
   * Fails for a file of weights that does not fit.
   *
   * @param file the file
   * @throws IOException if reading or writing fails
   */
  public void requireForWeights(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      require("reading " + file, COPIES_OF_A_MODEL * Files.size(file));
    }
  }

  /**
   * As {@link #requireForFile}, but ignores a file that cannot be read: the code that reads it reports that.
   *
   * @param data the name of the data, or a file
   */
  public void requireForData(String data) {
    try {
      requireForFile(data);
    } catch (IOException e) {
      // Reported when the file is read.
    }
  }

  private static long sizeOf(String data) throws IOException {
    return DataSource.isFile(data) && Files.isRegularFile(Path.of(data)) ? Files.size(Path.of(data)) : 0;
  }

  /**
   * Fails for a training that does not fit. The estimate is fitted to the smallest heaps with which nine trainings,
   * with networks and couplings of several sizes, completed: it is 1.03 times that heap for the largest, and more for
   * small ones.
   *
   * @param config the options of the run
   * @param dim number of columns of its data
   * @throws IOException if reading or writing fails
   */
  public void require(RunConfig config, int dim) throws IOException {
    boolean embedded = config.timeInput().equals("embedding");
    long hidden = Math.ceilDiv(config.hidden(), VECTOR) * (long) VECTOR;
    long layers = config.layers();
    long parameters = hidden * (hidden + 1) * (layers - 1) + 2 * hidden * (dim + 2L)
        + (embedded ? hidden * (hidden + TIME_FEATURES) : 0);
    // Inputs and deltas of each layer, and one gradient of the backward pass.
    long activations = config.batch() * (hidden * (2 * layers + (embedded ? 3 : 1)) + BESIDE_ACTIVATIONS + 4L * dim);
    long rows = Math.max(config.batch(), config.couplingBatch());
    // Each thread draws and couples a pool of its own.
    int pools = Batches.poolsOf(Workers.orAllProcessors(config.threads()));
    require(
        "training with `hidden` %d, `layers` %d, `batch` %d, `coupling` %s".formatted(config.hidden(), config.layers(),
            config.batch(), config.coupling()),
        sizeOf(config.data())
            + Float.BYTES * (COPIES_OF_WEIGHTS * parameters + activations + (COPIES_OF_PAIRS + 2L * pools) * rows * dim)
            + ofCoupling(config, rows, dim, pools));
  }

  private static long ofCoupling(RunConfig config, long rows, int dim, int pools) throws IOException {
    Spec coupling = Spec.parse("coupling", config.coupling(), List.of());
    long costs = (long) (BYTES_A_COST * rows * rows);
    return switch (coupling.name()) {
      case "ot" -> ExactAssignment.needsCosts(rows, dim)
          ? pools * costs
          : pools * rows * (BYTES_A_LISTED_ROW + (long) BYTES_A_COORDINATE * dim);
      // In single precision, but for all pairs also the plan.
      case "sinkhorn" -> pools * costs;
      case "semidiscrete" -> {
        long points = (long) coupling.numbersOr(SemidiscretePairs.DEFAULT_GROUPS)[0];
        long grouped = DataSource.isFile(config.data())
            ? sizeOf(config.data()) / (Float.BYTES * (long) dim)
            : GROUPED_ROWS * points;
        yield BYTES_A_GROUPED_ROW * grouped + Float.BYTES * DRAWS_A_POINT * points * dim;
      }
      // As they are read, and parsed.
      case "pairs" -> 2 * sizeOf(coupling.arguments());
      default -> 0;
    };
  }
}
