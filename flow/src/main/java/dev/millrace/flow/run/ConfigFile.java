package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.TextFile;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Reads and writes {@code run.yaml} and {@code --config} files, which contain options by name, and {@code provenance}.
 * The options are the components of a configuration record of one engine, such as {@link RunConfig}, with their names
 * in kebab-case.
 */
public final class ConfigFile {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final YAMLMapper YAML = YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
      .enable(YAMLWriteFeature.MINIMIZE_QUOTES).enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS).build();
  private static final String PROVENANCE = "provenance";
  private static final long MOST_BYTES = 1 << 20;

  private ConfigFile() {
  }

  /**
   * Replaces options by those of a file.
   *
   * @param <C> the type of the options
   * @param base the options that are replaced
   * @param file the file
   * @return the options
   * @throws InvalidInputException naming the file and the key that is unknown or has a value of the wrong kind
   * @throws IOException if reading fails
   */
  public static <C extends TrainingConfig> C over(C base, Path file) throws IOException {
    ObjectNode options = tree(file);
    options.remove(PROVENANCE);
    return over(base, file + ": ", options);
  }

  /**
   * {@return the provenance in a run's file, by name}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public static Map<String, String> provenance(Path file) throws IOException {
    Map<String, String> provenance = new TreeMap<>();
    tree(file).path(PROVENANCE).properties().forEach(p -> provenance.put(p.getKey(), p.getValue().asString("")));
    return provenance;
  }

  private static ObjectNode tree(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": no such configuration file");
    }
    JsonNode tree;
    try {
      tree = YAML.readTree(TextFile.read(file, MOST_BYTES));
    } catch (JacksonException e) {
      throw new InvalidInputException("%s: not YAML: %s".formatted(place(file, e), JsonFault.of(e)),
          e);
    }
    if (!(tree instanceof ObjectNode options)) {
      throw new InvalidInputException(file + ": expected lines of the form 'option: value'");
    }
    return options;
  }

  /**
   * Replaces options by given ones; {@code place} is the start of the message about a wrong one.
   *
   * @param <C> the type of the options
   * @param base the options that are replaced
   * @param place the start of a message about a wrong option
   * @param options the new options, by name
   * @return the options
   */
  public static <C extends TrainingConfig> C over(C base, String place, Map<String, ?> options) {
    return over(base, place, JSON.<ObjectNode>valueToTree(options));
  }

  @SuppressWarnings("unchecked") // configurations are records, so their classes are final
  private static <C extends TrainingConfig> C over(C base, String place, ObjectNode options) {
    ObjectNode merged = JSON.valueToTree(base);
    for (var entry : options.properties()) {
      JsonNode known = merged.get(entry.getKey());
      if (known == null) {
        Set<String> names = names(base);
        throw new InvalidInputException("%sunknown option %s%s".formatted(place, Shown.quoted(entry.getKey()),
            Nearest.of(entry.getKey(), names).map(n -> "; did you mean '" + n + "'?")
                .orElse("; expected one of " + String.join(", ", names))));
      }
      merged.set(entry.getKey(), sameKind(place, entry.getKey(), known, entry.getValue()));
    }
    return (C) JSON.treeToValue(merged, base.getClass());
  }

  private static JsonNode sameKind(String place, String name, JsonNode known, JsonNode value) {
    boolean fits = known.isIntegralNumber()
        ? value.isIntegralNumber() && (name.equals("seed") ? value.canConvertToLong() : value.canConvertToInt())
        : known.isNumber()
            ? value.isNumber()
            : known.isBoolean() ? value.isBoolean() : value.isValueNode() && !value.isNull();
    if (!fits) {
      throw new InvalidInputException("%s%s: %s, expected %s".formatted(place, name, Shown.cut(value.toString()),
          known.isIntegralNumber()
              ? "a whole number"
              : known.isNumber() ? "a number" : known.isBoolean() ? "true or false" : "a word"));
    }
    return known.isNumber() || known.isBoolean() ? value : JSON.getNodeFactory().stringNode(value.asString());
  }

  /** The file, and the line in it if it is known. */
  static String place(Path file, JacksonException e) {
    return e.getLocation() == null ? file.toString() : file + ":" + e.getLocation().getLineNr();
  }

  /**
   * {@return the names of all options}
   *
   * @param config the options
   */
  public static Set<String> names(TrainingConfig config) {
    return new TreeSet<>(JSON.<ObjectNode>valueToTree(config).propertyNames());
  }

  /**
   * {@return the value of an option: a number, a truth value or text}
   *
   * @param config the options
   * @param name the name of the option
   */
  public static Object value(TrainingConfig config, String name) {
    return JSON.convertValue(JSON.<ObjectNode>valueToTree(config).path(name), Object.class);
  }

  /**
   * {@return the values of all options by name, from which {@link #over(TrainingConfig, String, Map)} makes the same options}
   *
   * @param config the options
   */
  public static Map<String, Object> values(TrainingConfig config) {
    Map<String, Object> values = new TreeMap<>();
    names(config).forEach(name -> values.put(name, value(config, name)));
    return values;
  }

  /**
   * {@return the option {@code data} of a file, if it has one} It decides to which engine the other options belong.
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public static Optional<String> data(Path file) throws IOException {
    return option(file, "data");
  }

  /**
   * {@return the option {@code kind} of a file, if it has one} Files of points and of images have none.
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public static Optional<String> kind(Path file) throws IOException {
    return option(file, "kind");
  }

  /** An option whose value is text, if a file has it. */
  static Optional<String> option(Path file, String name) throws IOException {
    return Optional.ofNullable(tree(file).path(name).asString(null));
  }

  /** The option {@code steps} of a run's file. */
  static int steps(Path file) throws IOException {
    JsonNode steps = tree(file).path("steps");
    if (!steps.canConvertToInt()) {
      throw new InvalidInputException(
          file + ": steps: %s, expected a whole number".formatted(Shown.cut(steps.toString())));
    }
    return steps.intValue();
  }

  /**
   * {@return the configuration as YAML}
   *
   * @param config the options
   * @param provenance where the result comes from, by name
   */
  public static String toYaml(TrainingConfig config, Map<String, String> provenance) {
    ObjectNode tree = JSON.valueToTree(config);
    if (!provenance.isEmpty()) {
      tree.set(PROVENANCE, JSON.valueToTree(provenance));
    }
    return YAML.writeValueAsString(tree);
  }

  /**
   * {@return SHA-256 of the options that determine the bytes of a result: those of classes and of mean flows only
   * if there are any, as earlier releases did not have them, and of the others all except {@code threads}, {@code device}, {@code
   * checkpoint-every}, {@code on-divergence}, {@code sample-every} and {@code header}, whose effect is part of the hash
   * of the data}
   *
   * @param config the options
   */
  public static String hash(TrainingConfig config) {
    ObjectNode tree = JSON.valueToTree(config);
    tree.remove(List.of("threads", "device", "checkpoint-every", "on-divergence", "sample-every", "header"));
    if (config instanceof RunConfig points && !points.conditional()) {
      tree.remove(List.of("labels", "classes", "label-dropout"));
    }
    if (config instanceof ObjectiveConfig learnt && !learnt.learnsAverages()) {
      tree.remove(List.of("objective", "off-diagonal", "least-alpha", "guided"));
    }
    return Sha256.of(JSON.writeValueAsString(tree));
  }

  /**
   * {@return the options whose values differ from those of a run's file, such as "batch 64 → 128"}
   *
   * @param file the file
   * @param config the options
   * @throws IOException if reading fails
   */
  public static List<String> changes(Path file, TrainingConfig config) throws IOException {
    ObjectNode before = tree(file);
    List<String> changes = new ArrayList<>();
    for (var option : JSON.<ObjectNode>valueToTree(config).properties()) {
      JsonNode value = before.get(option.getKey());
      if (value != null && !value.asString("").equals(option.getValue().asString(""))) {
        changes.add("%s %s → %s".formatted(option.getKey(), Shown.cut(value.asString("")),
            Shown.cut(option.getValue().asString(""))));
      }
    }
    return changes;
  }

  /**
   * Writes {@code run.yaml} with some of the options only, where the others are not known. A reader takes the usual
   * ones for them.
   *
   * @param file the file
   * @param known the options, by name
   * @param provenance where the result comes from, by name
   * @throws IOException if writing fails
   */
  public static void writeKnown(Path file, Map<String, ?> known, Map<String, String> provenance) throws IOException {
    ObjectNode tree = JSON.valueToTree(known);
    tree.set(PROVENANCE, JSON.valueToTree(provenance));
    byte[] yaml = YAML.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(yaml));
  }

  /**
   * Writes {@code run.yaml}.
   *
   * @param file the file
   * @param config the options
   * @param provenance where the result comes from, by name
   * @throws IOException if writing fails
   */
  public static void write(Path file, TrainingConfig config, Map<String, String> provenance) throws IOException {
    byte[] yaml = toYaml(config, provenance).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(yaml));
  }

  /**
   * {@return the options of a run of the pure-Java engine}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public static RunConfig read(Path file) throws IOException {
    return over(RunConfig.defaults(), file);
  }
}
