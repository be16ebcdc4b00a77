package dev.millrace.serve.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Figures of a server in the text format of Prometheus, version 0.0.4. Names end in their unit; counters end in
 * {@code _total}. Values of labels must be few: routes, codes, models, never what a client made up.
 */
public final class Metrics {
  /** The type of the text. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private final Map<String, Family> families = new LinkedHashMap<>();

  /** Without figures yet. */
  public Metrics() {
  }

  private interface Family {
    void write(StringBuilder out);
  }

  /** A sum that only grows, or several that differ in their labels. */
  public static final class Counter {
    private final String[] labels;
    private final ConcurrentMap<List<String>, LongAdder> values = new ConcurrentHashMap<>();

    private Counter(String... labels) {
      this.labels = labels;
    }

    /**
     * Adds to the sum.
     *
     * @param amount how much, at least 0
     * @param of the values of the labels
     */
    public void add(long amount, String... of) {
      values.computeIfAbsent(key(labels, of), _ -> new LongAdder()).add(amount);
    }

    /**
     * {@return the sum}
     *
     * @param of the values of the labels
     */
    public long sum(String... of) {
      LongAdder adder = values.get(List.of(of));
      return adder == null ? 0 : adder.sum();
    }
  }

  /** How often values fell below bounds, and their sum. */
  public static final class Histogram {
    private final double[] bounds;
    private final String[] labels;
    private final ConcurrentMap<List<String>, Cells> values = new ConcurrentHashMap<>();

    private record Cells(LongAdder[] counts, DoubleAdder sum) {}

    private Histogram(double[] bounds, String... labels) {
      this.bounds = bounds.clone();
      this.labels = labels;
    }

    /**
     * Counts a value.
     *
     * @param value the value
     * @param of the values of the labels
     */
    public void observe(double value, String... of) {
      Cells cells = values.computeIfAbsent(key(labels, of), _ -> {
        LongAdder[] counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, _ -> new LongAdder());
        return new Cells(counts, new DoubleAdder());
      });
      int at = Arrays.binarySearch(bounds, value);
      cells.counts[at < 0 ? -at - 1 : at].increment();
      cells.sum.add(value);
    }
  }

  private static List<String> key(String[] labels, String... of) {
    if (of.length != labels.length) {
      throw new IllegalArgumentException("expected the labels " + Arrays.toString(labels));
    }
    return List.of(of);
  }

  /** {@return bounds for seconds: 0.1 ms to a minute} */
  public static double[] seconds() {
    return new double[]{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        30, 60};
  }

  /**
   * {@return bounds for sizes: powers of 4}
   *
   * @param count how many
   */
  public static double[] sizes(int count) {
    double[] bounds = new double[count];
    Arrays.setAll(bounds, i -> Math.pow(4, i));
    return bounds;
  }

  /**
   * {@return a new counter}
   *
   * @param name its name
   * @param help one line that says what is counted
   * @param labels the names of its labels
   */
  public Counter counter(String name, String help, String... labels) {
    Counter counter = new Counter(labels);
    add(name, out -> {
      head(out, name, help, "counter");
      if (labels.length == 0 && counter.values.isEmpty()) {
        line(out, name, "", 0);
      }
      counter.values.forEach((of, adder) -> line(out, name, text(labels, of), (double) adder.sum()));
    });
    return counter;
  }

  /**
   * {@return a new histogram}
   *
   * @param name its name
   * @param help one line that says what is measured
   * @param bounds the upper bounds of its cells, rising
   * @param labels the names of its labels
   */
  public Histogram histogram(String name, String help, double[] bounds, String... labels) {
    Histogram histogram = new Histogram(bounds, labels);
    add(name, out -> {
      head(out, name, help, "histogram");
      histogram.values.forEach((of, cells) -> {
        String given = text(labels, of);
        long count = 0;
        for (int i = 0; i <= bounds.length; i++) {
          count += cells.counts[i].sum();
          String bound = "le=\"%s\"".formatted(i < bounds.length ? number(bounds[i]) : "+Inf");
          line(out, name + "_bucket", given.isEmpty() ? bound : given + "," + bound, (double) count);
        }
        line(out, name + "_sum", given, cells.sum.sum());
        line(out, name + "_count", given, (double) count);
      });
    });
    return histogram;
  }

  /**
   * Adds a figure that is looked up when it is asked for.
   *
   * @param name its name
   * @param help one line that says what it is
   * @param value the figure
   */
  public void gauge(String name, String help, DoubleSupplier value) {
    add(name, out -> {
      head(out, name, help, "gauge");
      line(out, name, "", value.getAsDouble());
    });
  }

  /**
   * Adds figures that are looked up when they are asked for.
   *
   * @param name their name
   * @param help one line that says what they are
   * @param labels the names of their labels
   * @param values the figures by the values of their labels
   */
  public void gauges(String name, String help, List<String> labels, Supplier<Map<List<String>, Double>> values) {
    String[] names = labels.toArray(String[]::new);
    add(name, out -> {
      head(out, name, help, "gauge");
      values.get().forEach((of, value) -> line(out, name, text(names, of), value));
    });
  }

  private synchronized void add(String name, Family family) {
    if (!name.matches("[a-z_][a-z0-9_]*") || families.putIfAbsent(name, family) != null) {
      throw new IllegalArgumentException(name + ": expected another name");
    }
  }

  /** {@return all figures} */
  public synchronized String text() {
    StringBuilder out = new StringBuilder();
    families.values().forEach(family -> family.write(out));
    return out.toString();
  }

  private static void head(StringBuilder out, String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help.replace("\\", "\\\\").replace("\n", "\\n"))
        .append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder out, String name, String labels, double value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(number(value)).append('\n');
  }

  private static String text(String[] names, List<String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ",").append(names[i]).append("=\"")
          .append(values.get(i).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")).append('"');
    }
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.isNaN(value)
            ? "NaN"
            : Double.isInfinite(value) ? value > 0 ? "+Inf" : "-Inf" : Double.toString(value);
  }
}
