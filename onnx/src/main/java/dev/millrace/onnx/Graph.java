package dev.millrace.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import dev.millrace.flow.io.FloatArray;

/**
 * A graph that is being built (GraphProto of onnx.proto3): nodes, one after another, and the constants that they read. The
 * body of a loop is a graph inside another: it reads the values of the outer one, which holds the constants of both.
 */
final class Graph {
  private final String name;
  private final Root root;
  private final boolean isInner;
  private final List<Proto> nodes = new ArrayList<>();
  private final List<Proto> inputs = new ArrayList<>();
  private final List<Proto> outputs = new ArrayList<>();

  /** What the graphs of one file share: names that are taken, and constants. */
  private static final class Root {
    final Map<String, Integer> taken = new HashMap<>();
    final Map<List<Object>, String> constants = new HashMap<>();
    final List<Proto> tensors = new ArrayList<>();

    String fresh(String stem) {
      int number = taken.merge(stem, 1, Integer::sum);
      return stem + "_" + number;
    }
  }

  private Graph(String name, Root root, boolean isInner) {
    this.name = name;
    this.root = root;
    this.isInner = isInner;
  }

  Graph(String name) {
    this(name, new Root(), false);
  }

  /** A graph for the body of a loop of this one. */
  Graph inner(String its) {
    return new Graph(its, root, true);
  }

  /** A node with one output, whose name is returned. */
  String node(String operator, List<String> from, Attribute... attributes) {
    String to = root.fresh(operator.toLowerCase(Locale.ROOT));
    add(operator, from, List.of(to), attributes);
    return to;
  }

  /** A node with one output and without attributes. */
  String node(String operator, String... from) {
    return node(operator, List.of(from));
  }

  /** A node with several outputs, whose names are returned. */
  List<String> nodes(int count, String operator, List<String> from, Attribute... attributes) {
    List<String> to = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      to.add(root.fresh(operator.toLowerCase(Locale.ROOT)));
    }
    add(operator, from, to, attributes);
    return to;
  }

  /** Gives a value the name of an output. */
  void name(String value, String output) {
    add("Identity", List.of(value), List.of(output));
  }

  private void add(String operator, List<String> from, List<String> to, Attribute... attributes) {
    Proto node = new Proto();
    from.forEach(value -> node.text(1, value));
    to.forEach(value -> node.text(2, value));
    node.text(3, to.getFirst() + "_node").text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.proto());
    }
    nodes.add(node);
  }

  /** A tensor of weights under its name, once, however often it is asked for. */
  String weight(String weight, FloatArray tensor) {
    return constant(List.of("weight", weight), () -> {
      root.tensors.add(tensor(weight, Type.FLOAT, tensor.shape().stream().mapToLong(Integer::longValue).toArray())
          .floats(9, tensor.values()));
      return weight;
    });
  }

  /** A number, of no dimensions. */
  String number(float value) {
    return constant(List.of("float", value), () -> {
      String fresh = root.fresh("number");
      root.tensors.add(tensor(fresh, Type.FLOAT).floats(9, new float[]{value}));
      return fresh;
    });
  }

  /** A number in double precision, of no dimensions. */
  String precise(double value) {
    return constant(List.of("double", value), () -> {
      String fresh = root.fresh("precise");
      byte[] bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
      root.tensors.add(tensor(fresh, Type.DOUBLE).bytes(9, bytes));
      return fresh;
    });
  }

  /** Numbers in double precision, of one dimension. */
  String precise(double[] values) {
    String fresh = root.fresh("precise");
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    root.tensors.add(tensor(fresh, Type.DOUBLE, values.length).bytes(9, bytes.array()));
    return fresh;
  }

  /** Numbers of one dimension, or of a shape. */
  String numbers(float[] values, int... shape) {
    return weight(root.fresh("numbers"), FloatArray.of(values, shape.length == 0 ? new int[]{values.length} : shape));
  }

  /** Whole numbers of one dimension, which tell shapes and axes. */
  String integers(long... values) {
    return constant(List.of("int64", Arrays.toString(values)), () -> integers(values, values.length));
  }

  /** A whole number, of no dimensions. */
  String integer(long value) {
    return constant(List.of("int64", value), () -> integers(new long[]{value}, new long[0]));
  }

  private String integers(long[] values, long... shape) {
    String fresh = root.fresh("integers");
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    root.tensors.add(tensor(fresh, Type.INT64, shape).bytes(9, bytes.array()));
    return fresh;
  }

  /** The truth value true, of no dimensions. */
  String yes() {
    return constant(List.of("true"), () -> {
      String fresh = root.fresh("true");
      root.tensors.add(tensor(fresh, Type.BOOL).bytes(9, new byte[]{1}));
      return fresh;
    });
  }

  private String constant(List<Object> key, Supplier<String> maker) {
    String known = root.constants.get(key);
    if (known == null) {
      known = maker.get();
      root.constants.put(key, known);
    }
    return known;
  }

  private static Proto tensor(String name, Type type, long... shape) {
    Proto tensor = new Proto();
    for (long extent : shape) {
      tensor.integer(1, extent);
    }
    return tensor.integer(2, type.code()).text(8, name);
  }

  /**
   * An input of the graph.
   *
   * @param input its name, which is returned
   * @param shape extents as numbers, or names of extents that may be any
   */
  String input(String input, Type type, List<?> shape, String about) {
    inputs.add(value(input, type, shape, about));
    return input;
  }

  /** An output of the graph, which a node makes under this name. */
  void output(String output, Type type, List<?> shape, String about) {
    outputs.add(value(output, type, shape, about));
  }

  private static Proto value(String name, Type type, List<?> shape, String about) {
    Proto extents = new Proto();
    for (Object extent : shape) {
      extents.message(1, extent instanceof Number number
          ? new Proto().integer(1, number.longValue())
          : new Proto().text(2, extent.toString()));
    }
    Proto tensor = new Proto().integer(1, type.code()).message(2, extents);
    Proto value = new Proto().text(1, name).message(2, new Proto().message(1, tensor));
    return about.isEmpty() ? value : value.text(3, about);
  }

  /** The graph as a message; a loop's body has no constants of its own. */
  Proto proto() {
    Proto graph = new Proto();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, name);
    if (!isInner) {
      root.tensors.forEach(tensor -> graph.message(5, tensor));
    }
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    return graph;
  }
}
