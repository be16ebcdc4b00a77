package dev.millrace.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import dev.millrace.flow.ode.FlowMap;
import dev.millrace.flow.ode.Tableau;

/**
 * The nodes of a sampler around a network: a loop of Runge–Kutta steps, or of steps of the flow map. Times are computed in
 * double precision and then rounded, as our own solvers do it.
 *
 * <p>Guidance needs the velocities of the class and of any class. They are computed in one evaluation of twice the rows,
 * unless the weight is 1: then the second half has no rows, and the result is the velocity of the class itself.
 */
final class SamplerGraph {
  private static final Attribute TO_FLOAT = Attribute.of("to", (long) Type.FLOAT.code());
  private static final Attribute TO_DOUBLE = Attribute.of("to", (long) Type.DOUBLE.code());
  private static final Attribute TO_INTEGER = Attribute.of("to", (long) Type.INT64.code());

  private final Graph graph;
  private final FieldGraph field;
  private final OnnxOptions options;
  private final boolean maps;
  private final List<Object> shape;

  private String times = "";
  private String count = "";
  private String preciseCount = "";
  private Optional<String> labels = Optional.empty();
  private List<String> told = List.of();
  private String guidance = "";
  /** Of guided velocities: the number of rows, of rows of the second half, and of all rows; each [1]. */
  private List<String> rows = List.of();

  SamplerGraph(Graph graph, FieldGraph field, OnnxOptions options) {
    this.graph = graph;
    this.field = field;
    this.options = options;
    maps = field.spans() > 0 && options.solver() == null;
    shape = new ArrayList<>(List.of("n"));
    shape.addAll(field.shape());
  }

  /** Whether the steps are those of the flow map. */
  boolean isByMaps() {
    return maps;
  }

  /** Whether the weight of guidance is an input. */
  boolean isGuided() {
    return field.classes() > 0 && (!maps || field.spans() > 1);
  }

  /**
   * Adds the nodes of the whole way.
   *
   * @param about the source, for the description of the input
   * @return the name of the state at the end, and of the states on the way, if they are kept
   */
  List<String> build(String about) {
    return build(about, x0 -> x0);
  }

  /** As {@link #build(String)}, where the steps start from what a function makes of the noise. */
  List<String> build(String about, UnaryOperator<String> start) {
    String x0 = start.apply(graph.input("x0", Type.FLOAT, shape, about));
    steps();
    conditions(x0);
    Graph body = graph.inner("step");
    String i = body.input("i", Type.INT64, List.of(), "");
    String go = body.input("go", Type.BOOL, List.of(), "");
    String x = body.input("x", Type.FLOAT, shape, "");
    body.name(go, "go_on");
    body.output("go_on", Type.BOOL, List.of(), "");
    body.name(step(body, i, x), "x_next");
    body.output("x_next", Type.FLOAT, shape, "");
    int outputs = 1;
    if (options.trajectory()) {
      body.name("x_next", "x_kept");
      body.output("x_kept", Type.FLOAT, shape, "");
      outputs = 2;
    }
    List<String> ends = new ArrayList<>(
        graph.nodes(outputs, "Loop", List.of(count, graph.yes(), x0), Attribute.of("body", body)));
    if (options.trajectory()) {
      String first = graph.node("Unsqueeze", x0, graph.integers(0));
      ends.set(1, graph.node("Concat", List.of(first, ends.get(1)), Attribute.of("axis", 0L)));
    }
    return ends;
  }

  private void steps() {
    switch (options.steps()) {
      case OnnxOptions.Steps.Dynamic _ ->
        count = graph.input("steps", Type.INT64, List.of(), "the number of steps, 1 or more");
      case OnnxOptions.Steps.Fixed fixed -> count = graph.integer(fixed.count());
      case OnnxOptions.Steps.Times _ -> {
        times = graph.node("Cast",
            List.of(graph.input("times", Type.FLOAT, List.of("times"),
                "the times between which to step, ascending, from 0 to 1")),
            TO_DOUBLE);
        count = graph.node("Sub", graph.node("Size", times), graph.integer(1));
      }
    }
    if (times.isEmpty()) {
      preciseCount = graph.node("Cast", List.of(count), TO_DOUBLE);
    }
  }

  private void conditions(String x0) {
    if (field.classes() > 0) {
      labels = Optional.of(graph.input("class", Type.INT64, List.of("n"),
          "the class of each row, 0 to %d; %d for any".formatted(field.classes() - 1, field.classes())));
    }
    if (isGuided()) {
      guidance = graph.input("guidance", Type.FLOAT, List.of(), maps
          ? "the weight of guidance, 1 (none) to %s".formatted(FlowMap.MOST_GUIDANCE)
          : "the weight of guidance w in u + w (c - u); 1 for none");
    }
    if (maps) {
      told = field.spans() > 1 ? List.of(told(graph)) : List.of();
    } else if (isGuided()) {
      twice(x0);
    }
  }

  /** The weight of guidance as the network is told it. */
  private String told(Graph in) {
    if (guidance.isEmpty()) {
      return in.number((float) FlowMap.guidanceInput(1));
    }
    String log = in.node("Log", in.node("Cast", List.of(guidance), TO_DOUBLE));
    return in.node("Cast", List.of(in.node("Div", log, in.precise(Math.log(FlowMap.MOST_GUIDANCE)))), TO_FLOAT);
  }

  /** The classes of the rows followed by as many of any class, which are none if the weight is 1. */
  private void twice(String x0) {
    String n = graph.node("Shape", List.of(x0), Attribute.of("start", 0L), Attribute.of("end", 1L));
    String isPlain = graph.node("Equal", guidance, graph.number(1));
    String again = graph.node("Mul", n, graph.node("Cast", List.of(graph.node("Not", isPlain)), TO_INTEGER));
    rows = List.of(n, again, graph.node("Add", n, again));
    String any = graph.node("Expand", graph.integers(field.classes()), again);
    labels = Optional
        .of(graph.node("Concat", List.of(labels.orElseThrow(), any), Attribute.of("axis", 0L)));
  }

  /** The state after a step. */
  private String step(Graph body, String i, String x) {
    String next = body.node("Add", i, body.integer(1));
    String t = time(body, i);
    String end = time(body, next);
    String h = body.node("Sub", end, t);
    if (maps) {
      String length = single(body, h);
      List<String> spans = new ArrayList<>(List.of(length));
      spans.addAll(told);
      String u = field.velocity(body, x, single(body, t), spans, labels);
      return body.node("Add", x, body.node("Mul", u, length));
    }
    if (field.predictsEnd()) {
      String expected = field.velocity(body, x, single(body, t), List.of(), labels);
      String factor = single(body, body.node("Div", h, body.node("Sub", body.precise(1), t)));
      return body.node("Add", x, body.node("Mul", body.node("Sub", expected, x), factor));
    }
    Tableau tableau = options.solver() == null ? Tableau.EULER : OnnxOptions.tableau(options.solver());
    List<String> slopes = new ArrayList<>();
    for (List<Double> stage : tableau.stages()) {
      double share = stage.stream().mapToDouble(a -> a).sum();
      String at = share == 0 ? t : share == 1 ? end : body.node("Add", t, body.node("Mul", h, body.precise(share)));
      slopes.add(velocity(body, combined(body, x, h, stage, slopes), single(body, at)));
    }
    return combined(body, x, h, tableau.weights(), slopes);
  }

  private String time(Graph body, String i) {
    return times.isEmpty()
        ? body.node("Div", body.node("Cast", List.of(i), TO_DOUBLE), preciseCount)
        : body.node("Gather", times, i);
  }

  private static String single(Graph in, String precise) {
    return in.node("Cast", List.of(precise), TO_FLOAT);
  }

  /** x + h·Σ coefficient·slope. */
  private static String combined(Graph body, String x, String h, List<Double> coefficients, List<String> slopes) {
    String sum = x;
    for (int k = 0; k < coefficients.size(); k++) {
      double coefficient = coefficients.get(k);
      if (coefficient != 0) {
        String factor = coefficient == 1 ? h : body.node("Mul", h, body.precise(coefficient));
        sum = body.node("Add", sum, body.node("Mul", slopes.get(k), single(body, factor)));
      }
    }
    return sum;
  }

  private String velocity(Graph body, String x, String t) {
    if (rows.isEmpty()) {
      return field.velocity(body, x, t, List.of(), labels);
    }
    String n = rows.get(0);
    String again = rows.get(1);
    String all = rows.get(2);
    String zero = body.integers(0);
    String both = body.node("Concat", List.of(x, body.node("Slice", x, zero, again, zero)), Attribute.of("axis", 0L));
    String v = field.velocity(body, both, t, List.of(), labels);
    String ofClass = body.node("Slice", v, zero, n, zero);
    String ofAny = body.node("Slice", v, again, all, zero);
    return body.node("Add", ofAny, body.node("Mul", body.node("Sub", ofClass, ofAny), guidance));
  }
}
