package dev.millrace.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.InputFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an ONNX model holds, read from its file without a runtime. Weights are counted, not read.
 *
 * @param name the file, for messages
 * @param bytes its size
 * @param format the version of the file format
 * @param opset the version of ONNX's own operators; 0 if the file uses none
 * @param producer the program that wrote it, with its version
 * @param inputs what it takes
 * @param outputs what it gives
 * @param operators how often each operator occurs, also in the bodies of loops
 * @param weights the number of numbers in its constants
 * @param metadata texts by name
 */
public record OnnxFile(String name, long bytes, long format, long opset, String producer, List<Value> inputs,
    List<Value> outputs, SortedMap<String, Integer> operators, long weights, SortedMap<String, String> metadata) {
  private static final int DEEPEST = 16;

  /**
   * An input or an output.
   *
   * @param name its name
   * @param type the type of its numbers, such as "float32"
   * @param shape its extents; numbers, or names of extents that may be any
   * @param about what the file says about it; may be empty
   */
  public record Value(String name, String type, List<String> shape, String about) {
    /** Copies the shape. */
    public Value {
      shape = List.copyOf(shape);
    }

    /** Such as "x0 float32 [n, 2]". */
    @Override
    public String toString() {
      return "%s %s %s".formatted(name, type, shape);
    }
  }

  /** Copies the lists. */
  public OnnxFile {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operators = new TreeMap<>(operators);
    metadata = new TreeMap<>(metadata);
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return what it holds
   * @throws InvalidInputException if it is not an ONNX model, or damaged
   * @throws IOException if reading fails
   */
  public static OnnxFile read(Path file) throws IOException {
    InputFile.requireReadable(file);
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new InvalidInputException(
            "%s: has %d bytes, an ONNX model has at most %d".formatted(file, channel.size(), Integer.MAX_VALUE));
      }
      return read(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  static OnnxFile read(String name, ByteBuffer bytes) {
    return new Reading(name, bytes).file();
  }

  /** {@return whether Millrace wrote it} */
  public boolean isOurs() {
    return metadata.containsKey(OnnxGraph.PREFIX + "kind");
  }

  /**
   * {@return an entry that Millrace wrote}
   *
   * @param key its name, without what all of these names begin with, such as "solver"
   */
  public Optional<String> ours(String key) {
    return Optional.ofNullable(metadata.get(OnnxGraph.PREFIX + key));
  }

  /**
   * {@return names that Millrace wrote, such as those of the columns; empty if there are none}
   *
   * @param key the name of the entry, such as "class_names"
   * @throws InvalidInputException if the entry is not a list of texts
   */
  public List<String> names(String key) {
    Optional<String> json = ours(key);
    if (json.isEmpty()) {
      return List.of();
    }
    try {
      return List.of(JsonMapper.shared().readValue(json.get(), String[].class));
    } catch (JacksonException | NullPointerException e) {
      throw new InvalidInputException(
          "%s: the entry %s%s is not a list of texts".formatted(name, OnnxGraph.PREFIX, key),
          e);
    }
  }

  /** Reads the messages of onnx.proto3. */
  private static final class Reading {
    private final String name;
    private final long size;
    private final ProtoReader model;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final SortedMap<String, Integer> operators = new TreeMap<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();
    private long weights;

    Reading(String name, ByteBuffer bytes) {
      this.name = name;
      size = bytes.remaining();
      model = new ProtoReader(name, bytes);
    }

    OnnxFile file() {
      long format = 0;
      long opset = 0;
      String producer = "";
      String version = "";
      boolean hasGraph = false;
      while (model.next()) {
        switch (model.field()) {
          case 1 -> format = model.integer();
          case 2 -> producer = model.text();
          case 3 -> version = model.text();
          case 7 -> {
            graph(model.message(), 0);
            hasGraph = true;
          }
          case 8 -> opset = Math.max(opset, opset(model.message()));
          case 14 -> entry(model.message());
          default -> model.skip();
        }
      }
      if (!hasGraph || format <= 0) {
        throw new InvalidInputException(name + ": not an ONNX model: it has no graph");
      }
      return new OnnxFile(name, size, format, opset, (producer + " " + version).strip(), inputs, outputs, operators,
          weights, metadata);
    }

    private long opset(ProtoReader id) {
      String domain = "";
      long version = 0;
      while (id.next()) {
        switch (id.field()) {
          case 1 -> domain = id.text();
          case 2 -> version = id.integer();
          default -> id.skip();
        }
      }
      return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
    }

    private void entry(ProtoReader entry) {
      Map.Entry<String, String> pair = pair(entry);
      metadata.put(pair.getKey(), pair.getValue());
    }

    private static Map.Entry<String, String> pair(ProtoReader entry) {
      String key = "";
      String value = "";
      while (entry.next()) {
        switch (entry.field()) {
          case 1 -> key = entry.text();
          case 2 -> value = entry.text();
          default -> entry.skip();
        }
      }
      return Map.entry(key, value);
    }

    private void graph(ProtoReader graph, int depth) {
      if (depth > DEEPEST) {
        throw graph.damaged("graphs are nested more than %d deep".formatted(DEEPEST));
      }
      while (graph.next()) {
        switch (graph.field()) {
          case 1 -> node(graph.message(), depth);
          case 5 -> weights += tensor(graph.message());
          case 11 -> value(graph.message(), depth, inputs);
          case 12 -> value(graph.message(), depth, outputs);
          default -> graph.skip();
        }
      }
    }

    private void node(ProtoReader node, int depth) {
      while (node.next()) {
        switch (node.field()) {
          case 4 -> operators.merge(node.text(), 1, Integer::sum);
          case 5 -> attribute(node.message(), depth);
          default -> node.skip();
        }
      }
    }

    private void attribute(ProtoReader attribute, int depth) {
      while (attribute.next()) {
        if (attribute.field() == 6 || attribute.field() == 11) {
          graph(attribute.message(), depth + 1);
        } else {
          attribute.skip();
        }
      }
    }

    /** The number of elements. */
    private static long tensor(ProtoReader tensor) {
      double count = 1;
      while (tensor.next()) {
        if (tensor.field() != 1) {
          tensor.skip();
        } else if (tensor.isPacked()) {
          for (ProtoReader extents = tensor.message(); extents.hasMore();) {
            count *= extents.packed();
          }
        } else {
          count *= tensor.integer();
        }
      }
      return (long) count;
    }

    private static void value(ProtoReader value, int depth, List<Value> to) {
      String name = "";
      String about = "";
      String type = "";
      List<String> shape = new ArrayList<>();
      while (value.next()) {
        switch (value.field()) {
          case 1 -> name = value.text();
          case 2 -> type = type(value.message(), shape);
          case 3 -> about = value.text();
          default -> value.skip();
        }
      }
      if (depth == 0) {
        to.add(new Value(name, type, shape, about));
      }
    }

    private static String type(ProtoReader type, List<String> shape) {
      String element = "no tensor";
      while (type.next()) {
        if (type.field() != 1) {
          type.skip();
          continue;
        }
        for (ProtoReader tensor = type.message(); tensor.next();) {
          switch (tensor.field()) {
            case 1 -> element = Type.text(tensor.integer());
            case 2 -> extents(tensor.message(), shape);
            default -> tensor.skip();
          }
        }
      }
      return element;
    }

    private static void extents(ProtoReader extents, List<String> shape) {
      while (extents.next()) {
        if (extents.field() != 1) {
          extents.skip();
          continue;
        }
        String extent = "?";
        for (ProtoReader dimension = extents.message(); dimension.next();) {
          switch (dimension.field()) {
            case 1 -> extent = Long.toString(dimension.integer());
            case 2 -> extent = dimension.text();
            default -> dimension.skip();
          }
        }
        shape.add(extent);
      }
    }
  }
}
