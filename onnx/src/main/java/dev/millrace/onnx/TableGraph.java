package dev.millrace.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.LevelCode;
import dev.millrace.tables.encode.NumberCode;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.model.TableModel;

/**
 * The nodes of a flow of a table: its network, which predicts the ends of rows, and the way from floats back to values, which
 * is that of {@link TableEncoding#decode}.
 */
final class TableGraph implements FieldGraph {
  private static final Attribute TO_DOUBLE = Attribute.of("to", (long) Type.DOUBLE.code());
  /** Beyond this, Φ(z) is within the share of one row of 0 or 1, however many rows there are. */
  private static final double MOST_Z = 7;
  /** Coefficients of Φ, highest first (Hart 1968, algorithm 5666). */
  private static final double[] ABOVE = {0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383,
      112.079291497871, 221.213596169931, 220.206867912376};
  private static final double[] BELOW = {0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461,
      296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752};
  private static final int MOST_DIGITS = 22;

  private final TableEncoding encoding;
  private final int label;
  private final int[] starts;
  private final MlpGraph network;

  TableGraph(TableModel model) {
    encoding = model.encoding();
    label = model.label();
    starts = encoding.starts();
    float[] masks = new float[encoding.columns().size()];
    if (label >= 0) {
      masks[label] = 1;
    }
    network = new MlpGraph(model.network(), masks);
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public int spans() {
    return 0;
  }

  @Override
  public List<Integer> shape() {
    return List.of(encoding.width());
  }

  @Override
  public boolean predictsEnd() {
    return true;
  }

  /** The expected end: numbers as they are, the shares of levels by the softmax; of the label what x has. */
  @Override
  public String velocity(Graph graph, String x, String t, List<String> spans, Optional<String> labels) {
    String outputs = network.velocity(graph, x, t, List.of(), Optional.empty());
    List<String> parts = new ArrayList<>();
    for (int c = 0; c < encoding.columns().size(); c++) {
      ColumnCode column = encoding.columns().get(c);
      if (c == label) {
        parts.add(columns(graph, x, starts[c], starts[c + 1]));
        continue;
      }
      int levels = starts[c + 1] - column.levels();
      if (column.hasNumber()) {
        parts.add(columns(graph, outputs, starts[c], levels));
      }
      if (column.levels() > 0) {
        parts.add(graph.node("Softmax", List.of(columns(graph, outputs, levels, starts[c + 1])),
            Attribute.of("axis", 1L)));
      }
    }
    return graph.node("Concat", parts, Attribute.of("axis", 1L));
  }

  private static String columns(Graph graph, String x, int from, int to) {
    return graph.node("Slice", x, graph.integers(from), graph.integers(to), graph.integers(1));
  }

  /** The noise with the label of each row in its place. */
  String start(Graph graph, String x0) {
    if (label < 0) {
      return x0;
    }
    ColumnCode column = encoding.columns().get(label);
    String given = graph.input("label", Type.INT64, List.of("n"),
        "the level of %s in each row, 0 to %d".formatted(column.name(), column.codes() - 1));
    String shown = graph.node("OneHot", given, graph.integer(column.levels()), graph.numbers(new float[]{0, 1}));
    List<String> parts = new ArrayList<>();
    if (starts[label] > 0) {
      parts.add(columns(graph, x0, 0, starts[label]));
    }
    parts.add(shown);
    if (starts[label + 1] < encoding.width()) {
      parts.add(columns(graph, x0, starts[label + 1], encoding.width()));
    }
    return graph.node("Concat", parts, Attribute.of("axis", 1L));
  }

  /** Adds an output for each column: the numbers, or the levels of words. */
  void decode(Graph graph, String x) {
    List<NumberCode> numbers = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int c = 0; c < encoding.columns().size(); c++) {
      if (encoding.columns().get(c) instanceof NumberCode number) {
        numbers.add(number);
        places.add(starts[c]);
      }
    }
    String values = numbers.isEmpty() ? "" : values(graph, x, numbers, places);
    for (int c = 0; c < encoding.columns().size(); c++) {
      String name = "column_" + c;
      ColumnCode column = encoding.columns().get(c);
      switch (column) {
        case LevelCode level -> {
          String chosen = level(graph, x, starts[c], starts[c + 1]);
          if (level.form() == null) {
            graph.name(level.hasMissing()
                ? graph.node("Where", graph.node("Equal", chosen, graph.integer(level.values())), graph.integer(-1),
                    chosen)
                : chosen, name);
            graph.output(name, Type.INT64, List.of("n"), column.name() + ": the level, counted from 0"
                + (level.hasMissing() ? "; -1 if it is missing" : ""));
          } else {
            double[] known = Arrays.copyOf(level.numbers(), level.width());
            Arrays.fill(known, level.values(), known.length, Double.NaN);
            graph.name(graph.node("Gather", graph.precise(known), chosen), name);
            graph.output(name, Type.DOUBLE, List.of("n"), about(column.name(), level.form(), level.hasMissing()));
          }
        }
        case NumberCode number -> {
          String value = graph.node("Gather", List.of(values, graph.integer(numbers.indexOf(number))),
              Attribute.of("axis", 1L));
          if (number.levels() > 0) {
            String chosen = level(graph, x, starts[c] + 1, starts[c + 1]);
            double[] atoms = number.atoms();
            double[] known = new double[number.levels()];
            Arrays.fill(known, Double.NaN);
            System.arraycopy(atoms, 0, known, 1, atoms.length);
            value = graph.node("Where", graph.node("Equal", chosen, graph.integer(0)), value,
                graph.node("Gather", graph.precise(known), chosen));
          }
          graph.name(value, name);
          graph.output(name, Type.DOUBLE, List.of("n"), about(column.name(), number.form(), number.hasMissing()));
        }
      }
    }
  }

  private static String about(String name, ValueForm form, boolean hasMissing) {
    return name + switch (form) {
      case ValueForm.Decimal _ -> "";
      case ValueForm.Date _ -> ": days since 1970-01-01";
      case ValueForm.Timestamp _ -> ": seconds since 1970-01-01T00:00";
    } + (hasMissing ? "; NaN if it is missing" : "");
  }

  /** The number of the greatest share, [n]. */
  private static String level(Graph graph, String x, int from, int to) {
    return graph.node("ArgMax", List.of(columns(graph, x, from, to)), Attribute.of("axis", 1L),
        Attribute.of("keepdims", 0L));
  }

  /** The values of all columns that are numbers, [n, numbers]; see {@link NumberCode#value}. */
  private static String values(Graph graph, String x, List<NumberCode> numbers, List<Integer> places) {
    String z = graph.node("Cast",
        List.of(graph.node("Gather",
            List.of(x, graph.integers(places.stream().mapToLong(Integer::longValue).toArray())),
            Attribute.of("axis", 1L))),
        TO_DOUBLE);
    Knots knots = Knots.of(graph, numbers);
    String p = graph.node("Max", graph.node("Min", share(graph, z), knots.greatest), knots.least);
    String after = graph.node("Max", graph.integers(1), graph.node("Min", knots.lastIndex, knots.below(graph, p)));
    String at = graph.node("Add", after, knots.offsets);
    String before = graph.node("Sub", at, graph.integers(1));
    String shareBefore = graph.node("Gather", knots.shares, before);
    String width = graph.node("Sub", graph.node("Gather", knots.shares, at), shareBefore);
    String low = graph.node("Gather", knots.values, before);
    String high = graph.node("Gather", knots.values, at);
    String between = graph.node("Div", graph.node("Sub", p, shareBefore), width);
    String value = graph.node("Add", low, graph.node("Mul", between, graph.node("Sub", high, low)));
    String rounded = knots.rounded(graph, value);
    String within = graph.node("Max", graph.node("Min", rounded, high), low);
    return graph.node("Where", graph.node("Greater", width, graph.precise(0)), within, high);
  }

  /** Φ(z). */
  private static String share(Graph graph, String z) {
    String size = graph.node("Min", graph.node("Abs", z), graph.precise(MOST_Z));
    String exponent = graph.node("Mul", graph.node("Mul", size, size), graph.precise(-0.5));
    String tail = graph.node("Div",
        graph.node("Mul", graph.node("Exp", exponent), polynomial(graph, ABOVE, size)), polynomial(graph, BELOW, size));
    return graph.node("Where", graph.node("Greater", z, graph.precise(0)),
        graph.node("Sub", graph.precise(1), tail), tail);
  }

  private static String polynomial(Graph graph, double[] coefficients, String x) {
    String sum = graph.precise(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = graph.node("Add", graph.node("Mul", sum, x), graph.precise(coefficients[i]));
    }
    return sum;
  }

  /**
   * The knots of all columns, each column filled up to the same length with shares that are never reached.
   *
   * @param length of a column, a power of two, above the number of its knots
   * @param shares the names of constants: shares and values of all columns, one after the other; where each column begins;
   *     the number of its last knot; its least and greatest share; what its values are multiplied with and divided by before
   *     they are rounded
   */
  private record Knots(int length, String shares, String values, String offsets, String lastIndex, String least,
      String greatest, String factors, String divisors) {
    static Knots of(Graph graph, List<NumberCode> numbers) {
      int most = numbers.stream().mapToInt(number -> number.knotShares().length).max().orElseThrow();
      int length = Integer.highestOneBit(most) * 2;
      int count = numbers.size();
      double[] shares = new double[count * length];
      Arrays.fill(shares, Double.POSITIVE_INFINITY);
      double[] values = new double[count * length];
      long[] offsets = new long[count];
      long[] last = new long[count];
      double[] least = new double[count];
      double[] greatest = new double[count];
      double[] factors = new double[count];
      double[] divisors = new double[count];
      for (int c = 0; c < count; c++) {
        double[] mine = numbers.get(c).knotShares();
        System.arraycopy(mine, 0, shares, c * length, mine.length);
        System.arraycopy(numbers.get(c).knotValues(), 0, values, c * length, mine.length);
        offsets[c] = (long) c * length;
        last[c] = mine.length - 1L;
        least[c] = mine[0];
        greatest[c] = mine[mine.length - 1];
        factors[c] = 1;
        divisors[c] = 1;
        switch (numbers.get(c).form()) {
          case ValueForm.Decimal decimal -> factors[c] = Math.pow(10, Math.min(MOST_DIGITS, decimal.digits()));
          case ValueForm.Date _ -> {
            // Whole days.
          }
          case ValueForm.Timestamp time -> divisors[c] = time.unit();
        }
      }
      return new Knots(length, graph.precise(shares), graph.precise(values), graph.integers(offsets),
          graph.integers(last), graph.precise(least), graph.precise(greatest), graph.precise(factors),
          graph.precise(divisors));
    }

    /** For each number how many shares of its column are below it, by halving. */
    String below(Graph graph, String p) {
      String found = graph.integers(0);
      for (long step = length / 2; step >= 1; step /= 2) {
        String last = graph.node("Add", graph.node("Add", found, offsets), graph.integers(step - 1));
        String isBelow = graph.node("Less", graph.node("Gather", shares, last), p);
        String more = graph.node("Cast", List.of(isBelow), Attribute.of("to", (long) Type.INT64.code()));
        found = graph.node("Add", found, graph.node("Mul", more, graph.integers(step)));
      }
      return found;
    }

    String rounded(Graph graph, String value) {
      String scaled = graph.node("Div", graph.node("Mul", value, factors), divisors);
      return graph.node("Mul", graph.node("Div", graph.node("Round", scaled), factors), divisors);
    }
  }
}
