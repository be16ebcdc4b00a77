package dev.millrace.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.InputFile;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.run.Build;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.LevelCode;
import dev.millrace.tables.encode.NumberCode;
import dev.millrace.tables.model.TableModel;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.LessonUNet;
import dev.millrace.torch.ResidualUNet;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trained flow as an ONNX model (<a href="https://onnx.ai">onnx.ai</a>), which can be written. The same flow and options
 * give the same bytes.
 *
 * <p>A sampler has the inputs {@code x0}, noise [n, …], and, depending on the flow and the options, {@code steps} (int64) or
 * {@code times} [steps + 1], {@code class} (int64, [n]; the number of classes stands for any) and {@code guidance}; its
 * outputs are {@code samples} [n, …] in the units of the data, and {@code trajectory} [steps + 1, n, …]. A velocity has the
 * inputs {@code x} [n, …], {@code t} and {@code class}, and the output {@code velocity} [n, …], in the units of the network.
 * n may be any number.
 */
public final class OnnxGraph {
  /** What the names of our entries in the metadata of a file begin with. */
  static final String PREFIX = "millrace.";
  static final String PRODUCER = "millrace";
  private static final String NOISE = "noise: standard normal numbers";
  private static final int BLOCK = 1 << 16;
  private static final long MOST_BYTES = Integer.MAX_VALUE;
  /** The steps of images of which nothing else is said, as the command samples them. */
  private static final int IMAGE_STEPS = 20;
  /** The versions of the file format in which an opset may stand: ONNX 1.13 for 18, and 1.16 for 21. */
  private static final int FORMAT_OF_18 = 8;
  private static final int FORMAT_OF_21 = 10;

  private final Proto model;

  private OnnxGraph(Proto model) {
    this.model = model;
    if (model.size() > MOST_BYTES) {
      throw new InvalidInputException(
          "the graph would have %d bytes; an ONNX file holds at most %d".formatted(model.size(), MOST_BYTES));
    }
  }

  /**
   * Where the weights of a graph come from.
   *
   * @param checksum SHA-256 of the file of the weights, in hexadecimal digits
   * @param provenance where they come from, by name, such as version and seed; may be empty
   */
  public record Origin(String checksum, Map<String, String> provenance) {
    /** Copies the map. */
    public Origin {
      provenance = Map.copyOf(provenance);
    }
  }

  /**
   * Makes the graph of a file of weights.
   *
   * @param weights a file that Millrace wrote, such as {@code model.safetensors} of a run
   * @param provenance where they come from, by name
   * @param options what the graph contains
   * @return the graph
   * @throws InvalidInputException if the file is damaged, or of a kind that has no graph
   * @throws IOException if reading fails
   */
  public static OnnxGraph of(Path weights, Map<String, String> provenance, OnnxOptions options) throws IOException {
    Origin origin = new Origin(checksum(weights), provenance);
    return ImageModel.isOne(weights)
        ? of(ImageModel.read(weights), origin, options)
        : of(FlowModel.read(weights), origin, options);
  }

  /**
   * {@return the checksum of a file, SHA-256 in hexadecimal digits}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public static String checksum(Path file) throws IOException {
    InputFile.requireReadable(file);
    MessageDigest digest = Sha256.digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        digest.update(block, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Makes the graph of a flow of points.
   *
   * @param flow the flow
   * @param origin where it comes from
   * @param options what the graph contains
   * @return the graph
   * @throws InvalidInputException if the network takes further inputs of each row
   */
  public static OnnxGraph of(FlowModel flow, Origin origin, OnnxOptions options) {
    flow.requireNoFurtherInputs("the flow");
    Map<String, String> words = words("points", origin);
    words.put("source", flow.source());
    words.put("path", flow.path());
    words.put("sigma_min", flow.sigmaMin());
    putNames(words, "columns", flow.columns());
    putNames(words, "class_names", flow.classNames());
    Standardizer units = flow.standardizer();
    if (options.form() == OnnxOptions.Form.VELOCITY && !units.isIdentity()) {
      words.put("mean", joined(units.mean()));
      words.put("std", joined(units.std()));
    }
    MlpGraph field = new MlpGraph(flow.velocity());
    boolean isMap = flow.isFlowMap() && options.solver() == null;
    return of(field, words, options, isMap ? 1 : flow.usualSteps(),
        flow.source().equals("gaussian") ? NOISE : "noise: points of " + flow.source(),
        Decoding.of(units));
  }

  /**
   * Makes the graph of a flow of images.
   *
   * @param flow the flow
   * @param origin where it comes from
   * @param options what the graph contains
   * @return the graph
   */
  public static OnnxGraph of(ImageModel flow, Origin origin, OnnxOptions options) {
    Map<String, String> words = words("images", origin);
    words.put("source", "gaussian");
    words.put("path", flow.path());
    words.put("sigma_min", flow.sigmaMin());
    putNames(words, "class_names", flow.classNames());
    SequencedMap<String, FloatArray> weights = flow.toSafetensors().tensors();
    FieldGraph field = switch (flow.net()) {
      case LessonUNet lesson -> new LessonGraph(lesson, weights, options.opset());
      case ResidualUNet residual -> new ResidualGraph(residual, weights, options.opset());
    };
    boolean isMap = field.spans() > 0 && options.solver() == null;
    return of(field, words, options, isMap ? 1 : IMAGE_STEPS, NOISE,
        Decoding.NONE);
  }

  /**
   * Makes the graph of a flow of a table. Its outputs are columns, {@code column_0} and so on: numbers as float64, NaN where
   * they are missing, and words as the numbers of their levels, int64, −1 where they are missing. If a column classes the
   * rows, its levels are an input, {@code label}. The names of columns and levels are in the metadata.
   *
   * @param flow the flow
   * @param origin where it comes from
   * @param usualSteps how many steps are usual
   * @param options what the graph contains: a sampler by Euler steps
   * @return the graph
   * @throws InvalidInputException if relations between columns are computed when rows are drawn, which the graph does not, or
   *     for other options
   */
  public static OnnxGraph of(TableModel flow, Origin origin, int usualSteps, OnnxOptions options) {
    if (!flow.relations().list().isEmpty() || !flow.relations().seen().isEmpty()) {
      throw new InvalidInputException(("%s when rows are drawn, which a graph does not do; expected a table without "
          + "relations between its columns").formatted(flow.relations().list().isEmpty()
              ? "only combinations of values that occurred are kept"
              : "column "
                  + Shown.quoted(flow.encoding().columns().get(flow.relations().list().getFirst().column()).name())
                  + " is computed from others"));
    }
    if (options.form() != OnnxOptions.Form.SAMPLER || options.trajectory()
        || (options.solver() != null && !options.solver().equals("euler"))) {
      throw new InvalidInputException("%s: of a table, expected the sampler by Euler steps, without trajectory"
          .formatted(options.form() != OnnxOptions.Form.SAMPLER
              ? "`form` " + options.form()
              : options.trajectory() ? "`trajectory`" : "`solver` " + options.solver()));
    }
    Map<String, String> words = words("tables", origin);
    words.put("source", "gaussian");
    words.put("path", "linear");
    List<ColumnCode> columns = flow.encoding().columns();
    putNames(words, "columns", columns.stream().map(ColumnCode::name).toList());
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c) instanceof LevelCode level) {
        putNames(words, "levels_" + c, level.words());
      }
    }
    words.put("forms", JsonMapper.shared().writeValueAsString(columns.stream().map(OnnxGraph::form).toList()));
    if (flow.label() >= 0) {
      words.put("label", Integer.toString(flow.label()));
      putNames(words, "label_names", names((LevelCode) columns.get(flow.label())));
      words.put("label_counts", JsonMapper.shared().writeValueAsString(flow.labelCounts()));
    }
    Graph graph = new Graph(options.form().toString());
    TableGraph field = new TableGraph(flow);
    String end = new SamplerGraph(graph, field, options).build(NOISE, x0 -> field.start(graph, x0)).getFirst();
    putSteps(words, options, usualSteps, "euler");
    field.decode(graph, end);
    return of(graph, words, options);
  }

  /** How the values of a column are written in a file. */
  private static SequencedMap<String, Object> form(ColumnCode column) {
    SequencedMap<String, Object> form = new LinkedHashMap<>();
    switch (column instanceof NumberCode number ? number.form() : ((LevelCode) column).form()) {
      case ValueForm.Decimal decimal -> {
        form.put("digits", decimal.digits());
        form.put("fixed", decimal.fixed());
        form.put("mark", String.valueOf(decimal.mark()));
      }
      case ValueForm.Date date -> form.put("date", date.pattern());
      case ValueForm.Timestamp time -> {
        form.put("time", time.pattern());
        form.put("unit", time.unit());
      }
      case null -> form.put("words", true);
    }
    return form;
  }

  /** The levels as they are written in a file. */
  private static List<String> names(LevelCode code) {
    ValueForm form = code.form();
    List<String> names = new ArrayList<>(form == null
        ? code.words()
        : Arrays.stream(code.numbers()).mapToObj(form::format).toList());
    if (code.hasMissing()) {
      names.add("missing");
    }
    return names;
  }

  /** How the states of a sampler become data: z · std + mean, in the type that the data need. */
  private record Decoding(Standardizer units, Type type) {
    static final Decoding NONE = new Decoding(Standardizer.identity(1), Type.FLOAT);

    static Decoding of(Standardizer units) {
      boolean[] wide = units.decode(new float[units.dim()], List.of()).wide();
      return new Decoding(units, IntStream.range(0, wide.length).anyMatch(c -> wide[c]) ? Type.DOUBLE : Type.FLOAT);
    }

    String decoded(Graph graph, String z) {
      if (units.isIdentity()) {
        return z;
      }
      String precise = graph.node("Cast", List.of(z), Attribute.of("to", (long) Type.DOUBLE.code()));
      String value = graph.node("Add", graph.node("Mul", precise, graph.precise(units.std())),
          graph.precise(units.mean()));
      return type == Type.DOUBLE ? value : graph.node("Cast", List.of(value), Attribute.of("to", (long) type.code()));
    }
  }

  private static OnnxGraph of(FieldGraph field, Map<String, String> words, OnnxOptions options, int usualSteps,
      String source, Decoding decoding) {
    Graph graph = new Graph(options.form().toString());
    words.put("classes", Integer.toString(field.classes()));
    if (options.form() == OnnxOptions.Form.VELOCITY) {
      velocity(graph, field);
    } else {
      SamplerGraph sampler = new SamplerGraph(graph, field, options);
      List<String> ends = sampler.build(source);
      putSteps(words, options, usualSteps, sampler.isByMaps() ? "flow-map" : "euler");
      put(graph, "samples", List.of("n"), field, decoding.type(), decoding.decoded(graph, ends.getFirst()),
          "in the units of the data");
      if (options.trajectory()) {
        put(graph, "trajectory", List.of("states", "n"), field, decoding.type(),
            decoding.decoded(graph, ends.getLast()), "the states on the way, the first is x0");
      }
    }
    return of(graph, words, options);
  }

  private static void putSteps(Map<String, String> words, OnnxOptions options, int usualSteps, String usualSolver) {
    words.put("solver", options.solver() == null ? usualSolver : options.solver());
    words.put("steps", options.steps().toString());
    words.put("usual_steps", Integer.toString(usualSteps));
  }

  private static OnnxGraph of(Graph graph, Map<String, String> words, OnnxOptions options) {
    words.put("form", options.form().toString());
    Proto model = new Proto().integer(1, options.opset() < 21 ? FORMAT_OF_18 : FORMAT_OF_21).text(2, PRODUCER)
        .text(3, Build.version()).message(7, graph.proto())
        .message(8, new Proto().text(1, "").integer(2, options.opset()));
    words.forEach((name, value) -> model.message(14, new Proto().text(1, PREFIX + name).text(2, value)));
    return new OnnxGraph(model);
  }

  private static void put(Graph graph, String name, List<Object> before, FieldGraph field, Type type,
      String value, String about) {
    graph.name(value, name);
    List<Object> shape = new ArrayList<>(before);
    shape.addAll(field.shape());
    graph.output(name, type, shape, about);
  }

  private static void velocity(Graph graph, FieldGraph field) {
    List<Object> shape = new ArrayList<>(List.of("n"));
    shape.addAll(field.shape());
    String x = graph.input("x", Type.FLOAT, shape, "the state, in the units of the network");
    String t = graph.input("t", Type.FLOAT, List.of(), "the time, 0 (noise) to 1 (data)");
    Optional<String> labels = field.classes() == 0
        ? Optional.empty()
        : Optional.of(graph.input("class", Type.INT64, List.of("n"),
            "the class of each row, 0 to %d; %d for any".formatted(field.classes() - 1, field.classes())));
    put(graph, "velocity", List.of("n"), field, Type.FLOAT, field.velocity(graph, x, t, List.of(), labels),
        "the velocity, in the units of the network");
  }

  private static Map<String, String> words(String kind, Origin origin) {
    Map<String, String> words = new TreeMap<>();
    words.put("version", Build.version());
    words.put("kind", kind);
    words.put("weights_sha256", origin.checksum());
    origin.provenance().forEach((name, value) -> words.put("run." + name, value));
    return words;
  }

  private static void putNames(Map<String, String> words, String key, List<String> names) {
    if (!names.isEmpty()) {
      words.put(key, JsonMapper.shared().writeValueAsString(names));
    }
  }

  private static String joined(double[] values) {
    StringJoiner joined = new StringJoiner(",");
    for (double value : values) {
      joined.add(Double.toString(value));
    }
    return joined.toString();
  }

  /** {@return the number of bytes of the file} */
  public long size() {
    return model.size();
  }

  /**
   * Writes the file completely or not at all.
   *
   * @param file the file
   * @throws IOException if writing fails
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, this::write);
  }

  /**
   * Writes the bytes of the file to a stream, which is not closed.
   *
   * @param out where to write
   * @throws IOException if writing fails
   */
  public void write(OutputStream out) throws IOException {
    model.writeTo(out);
  }
}
