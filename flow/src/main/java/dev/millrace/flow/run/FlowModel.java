package dev.millrace.flow.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.train.MlpNetwork;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * A trained flow: everything that sampling needs, in one safetensors file.
 *
 * @param velocity the network
 * @param source name of the source distribution
 * @param path the schedule it was trained with, without σ
 * @param sigmaMin the form of σ it was trained with, as {@link dev.millrace.flow.path.SigmaForm#spec()} writes it
 * @param standardizer maps data to what the network sees
 * @param columns one name per column of the data, or empty if they have none
 * @param classNames one name per class of the network, in the order of their labels, or empty if they have none
 * @param provenance where the flow comes from, by name, such as version, seed and data hash; may be empty
 * @param usualSteps the number of steps of a sample that nothing else is said of; 1 of a flow that was trained for one
 *     step
 */
public record FlowModel(VelocityMlp velocity, String source, String path, String sigmaMin,
    Standardizer standardizer, List<String> columns, List<String> classNames, Map<String, String> provenance,
    int usualSteps) {
  /** The usual number of steps of a flow that was not trained for few. */
  public static final int MANY_STEPS = 100;
  private static final String ARCHITECTURE = MlpNetwork.ARCHITECTURE;
  /** The metadata entry that says that mean and std are doubles; earlier releases wrote floats. */
  private static final String MEAN_TYPE = "mean_type";

  private static final int MOST_EXTRA = 1_000_000;
  private static final int MOST_STEPS = 1_000_000;
  private static final String STEPS = "steps";
  private static final String PROVENANCE = "provenance";

  /**
   * Copies the names and the provenance.
   *
   * @throws IllegalArgumentException if the classes have names, but not one each, or the number of steps is less than 1
   */
  public FlowModel {
    columns = List.copyOf(columns);
    classNames = List.copyOf(classNames);
    provenance = Map.copyOf(provenance);
    if (!classNames.isEmpty() && classNames.size() != velocity.shape().classes()) {
      throw new IllegalArgumentException(
          "%d names of classes, the network has %d".formatted(classNames.size(), velocity.shape().classes()));
    }
    if (usualSteps < 1) {
      throw new IllegalArgumentException("usual steps = " + usualSteps + ", expected at least 1");
    }
  }

  /**
   * A flow that was not trained for few steps.
   *
   * @param velocity the trained network
   * @param source the name of the noise
   * @param path the name of the path
   * @param sigmaMin the name of the noise around the path
   * @param standardizer maps data to the space of the network and back
   * @param columns the names of the columns; empty if they have none
   * @param classNames the names of the classes; empty if they have none
   * @param provenance where the flow comes from
   */
  public FlowModel(VelocityMlp velocity, String source, String path, String sigmaMin, Standardizer standardizer,
      List<String> columns, List<String> classNames, Map<String, String> provenance) {
    this(velocity, source, path, sigmaMin, standardizer, columns, classNames, provenance, MANY_STEPS);
  }

  /**
   * A flow without names of classes and without provenance.
   *
   * @param velocity the trained network
   * @param source the name of the noise
   * @param path the name of the path
   * @param sigmaMin the name of the noise around the path
   * @param standardizer maps data to the space of the network and back
   * @param columns the names of the columns; empty if they have none
   */
  public FlowModel(VelocityMlp velocity, String source, String path, String sigmaMin, Standardizer standardizer,
      List<String> columns) {
    this(velocity, source, path, sigmaMin, standardizer, columns, List.of(), Map.of());
  }

  /**
   * A flow that was trained without σ.
   *
   * @param velocity the trained network
   * @param source the name of the noise
   * @param path the name of the path
   * @param standardizer maps data to the space of the network and back
   * @param columns the names of the columns; empty if they have none
   */
  public FlowModel(VelocityMlp velocity, String source, String path, Standardizer standardizer, List<String> columns) {
    this(velocity, source, path, PathEntries.NO_SIGMA, standardizer, columns);
  }

  /**
   * {@return a flow with Gaussian source and linear path, for data that are not standardised}
   *
   * @param velocity the trained network
   */
  public static FlowModel of(VelocityMlp velocity) {
    return new FlowModel(velocity, "gaussian", "linear", Standardizer.identity(velocity.shape().dim()), List.of());
  }

  /**
   * Refuses a network that takes further inputs of each row: a sampler that does not know them cannot follow it.
   *
   * @param name of the flow, for the message
   * @throws InvalidInputException if the network takes further inputs
   */
  public void requireNoFurtherInputs(String name) {
    int extra = velocity.shape().extra();
    if (extra > 0) {
      throw new InvalidInputException(
          "%s: its network takes further inputs of each row, %d of them, without which it cannot be sampled"
              .formatted(name, extra));
    }
  }

  /** {@return whether the network has learnt average velocities: its flow map goes in few steps} */
  public boolean isFlowMap() {
    return velocity.shape().spans() > 0;
  }

  /** {@return whether the flow map is told the weight of guidance} */
  public boolean isGuidedMap() {
    return velocity.shape().spans() > 1;
  }

  /**
   * {@return the same flow with another network}
   *
   * @param other the new network
   */
  public FlowModel withVelocity(VelocityMlp other) {
    return new FlowModel(other, source, path, sigmaMin, standardizer, columns, classNames, provenance,
        usualSteps);
  }

  /**
   * {@return the same flow with other names of its classes}
   *
   * @param names the names, in order
   */
  public FlowModel withClassNames(List<String> names) {
    return new FlowModel(velocity, source, path, sigmaMin, standardizer, columns, names, provenance,
        usualSteps);
  }

  /**
   * {@return the same flow with another provenance}
   *
   * @param other the new entries, by name
   */
  public FlowModel withProvenance(Map<String, String> other) {
    return new FlowModel(velocity, source, path, sigmaMin, standardizer, columns, classNames, other,
        usualSteps);
  }

  /**
   * {@return the same flow with another usual number of steps}
   *
   * @param steps the number, at least 1
   */
  public FlowModel withUsualSteps(int steps) {
    return new FlowModel(velocity, source, path, sigmaMin, standardizer, columns, classNames, provenance, steps);
  }

  /**
   * Writes the file atomically.
   *
   * @param file the file
   * @throws IOException if writing fails
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, toSafetensors()::write);
  }

  /**
   * Writes the bytes of the file to a stream, which is not closed.
   *
   * @param out where to write; it is not closed
   * @throws IOException if writing fails
   */
  public void write(OutputStream out) throws IOException {
    toSafetensors().write(out);
  }

  private Safetensors toSafetensors() {
    var shape = velocity.shape();
    Map<String, String> metadata = new HashMap<>();
    metadata.putAll(new MlpNetwork(shape).description());
    metadata.put("format", "pt");
    metadata.put("source", source);
    new PathEntries(path, sigmaMin).putInto(metadata);
    if (!standardizer.isIdentity()) {
      metadata.put("mean", joined(standardizer.mean()));
      metadata.put("std", joined(standardizer.std()));
      metadata.put(MEAN_TYPE, "float64");
    }
    if (!columns.isEmpty()) {
      metadata.put("columns", ConfigFile.JSON.writeValueAsString(columns));
    }
    if (!classNames.isEmpty()) {
      metadata.put("class_names", ConfigFile.JSON.writeValueAsString(classNames));
    }
    if (usualSteps != MANY_STEPS) {
      metadata.put(STEPS, Integer.toString(usualSteps));
    }
    if (!provenance.isEmpty()) {
      metadata.put(PROVENANCE, ConfigFile.JSON.writeValueAsString(new TreeMap<>(provenance)));
    }
    return new Safetensors(MlpWeights.tensors(velocity), metadata);
  }

  /**
   * Reads a file that was written by this library, or by another program if it has the tensors of the same network.
   *
   * @param file the file
   * @return the model
   * @throws InvalidInputException if it is damaged or of another architecture
   * @throws IOException if reading fails
   */
  public static FlowModel read(Path file) throws IOException {
    Safetensors content = ForeignWeights.read(file).content();
    return of(file.toString(), content, PathEntries.of(file, content.metadata()));
  }

  /**
   * Reads the bytes of such a file.
   *
   * @param name the name of the bytes in messages
   * @param bytes the whole file; not changed
   * @return the model
   * @throws InvalidInputException if they are damaged or of another architecture
   */
  public static FlowModel read(String name, byte[] bytes) {
    Safetensors content = ForeignWeights.read(name, bytes).content();
    return of(name, content, PathEntries.of(name, content.metadata()));
  }

  /**
   * As {@link #read(Path)}, of tensors and metadata that are read.
   *
   * @param file the file, for messages and for the path of a file of an earlier release
   * @param content the tensors by the names of {@link MlpWeights}, and the metadata
   * @return the model
   * @throws InvalidInputException if the tensors or the metadata do not fit
   * @throws IOException if reading fails
   */
  public static FlowModel of(Path file, Safetensors content) throws IOException {
    return of(file.toString(), content, PathEntries.of(file, content.metadata()));
  }

  private static FlowModel of(String file, Safetensors content, PathEntries path) {
    Map<String, String> metadata = content.metadata();
    String architecture = metadata.getOrDefault("architecture", ARCHITECTURE);
    if (!architecture.equals(ARCHITECTURE)) {
      throw new InvalidInputException(
          "%s: architecture %s, expected '%s'".formatted(file, Shown.quoted(architecture), ARCHITECTURE));
    }
    double timeScale = numbers(file, metadata, "time_scale", "1")[0];
    if (!(timeScale > 0 && timeScale <= 1e5)) {
      throw new InvalidInputException(
          "%s: time_scale %s, expected above 0 and at most 100000".formatted(file, timeScale));
    }
    Activation activation = choice(file, metadata, "activation", Activation.SILU, Activation::parse);
    TimeInput found = MlpWeights.timeInput(content.tensors());
    TimeInput time = choice(file, metadata, "time", found, TimeInput::parse);
    if (time != found) {
      throw new InvalidInputException(
          "%s: metadata 'time' is '%s', but the tensors are those of '%s'".formatted(file, time, found));
    }
    double extra = numbers(file, metadata, "extra", "0")[0];
    if (!(extra >= 0 && extra < MOST_EXTRA && extra == Math.rint(extra))) {
      throw new InvalidInputException("%s: extra %s, expected a whole number from 0 on".formatted(file, extra));
    }
    VelocityMlp velocity = MlpWeights.network(file, content.tensors(), timeScale, activation, (int) extra);
    Standardizer standardizer = Standardizer.identity(velocity.shape().dim());
    if (metadata.containsKey("mean")) {
      try {
        standardizer = new Standardizer(statistics(file, metadata, "mean"), statistics(file, metadata, "std"));
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException(file + ": " + e.getMessage(), e);
      }
    }
    if (standardizer.mean().length != velocity.shape().dim()) {
      throw new InvalidInputException("%s: mean has %d numbers, the network has %d columns".formatted(file,
          standardizer.mean().length, velocity.shape().dim()));
    }
    requireSpans(file, metadata, velocity.shape().spans());
    int classes = velocity.shape().classes();
    String said = metadata.getOrDefault("classes", Integer.toString(classes));
    if (!said.equals(Integer.toString(classes))) {
      throw new InvalidInputException("%s: metadata 'classes' is %s, but the tensors are those of %d classes"
          .formatted(file, Shown.quoted(said), classes));
    }
    double steps = numbers(file, metadata, STEPS, Integer.toString(MANY_STEPS))[0];
    if (!(steps >= 1 && steps <= MOST_STEPS && steps == Math.rint(steps))) {
      throw new InvalidInputException(
          "%s: steps %s, expected a whole number from 1 to %d".formatted(file, steps, MOST_STEPS));
    }
    return new FlowModel(velocity, metadata.getOrDefault("source", "gaussian"), path.path(), path.sigmaMin(),
        standardizer, names(file, metadata, "columns", velocity.shape().dim()),
        names(file, metadata, "class_names", classes), provenance(file, metadata), (int) steps);
  }

  private static void requireSpans(String file, Map<String, String> metadata, int spans) {
    String said = metadata.getOrDefault("spans", Integer.toString(spans));
    if (!said.equals(Integer.toString(spans))) {
      throw new InvalidInputException("%s: metadata 'spans' is %s, but the tensors are those of %d"
          .formatted(file, Shown.quoted(said), spans));
    }
  }

  private static List<String> names(String file, Map<String, String> metadata, String key, int count) {
    String text = metadata.get(key);
    if (text == null) {
      return List.of();
    }
    try {
      List<String> names = List.of(ConfigFile.JSON.readValue(text, String[].class));
      if (names.isEmpty() || names.size() == count) {
        return names;
      }
    } catch (JacksonException | NullPointerException e) {
      // Reported below.
    }
    throw new InvalidInputException(
        "%s: metadata '%s': %s, expected %d names in JSON".formatted(file, key, Shown.quoted(text), count));
  }

  private static Map<String, String> provenance(String file, Map<String, String> metadata) {
    String text = metadata.get(PROVENANCE);
    if (text == null) {
      return Map.of();
    }
    try {
      return Map.copyOf(ConfigFile.JSON.readValue(text, new TypeReference<Map<String, String>>() {
      }));
    } catch (JacksonException | NullPointerException e) {
      throw new InvalidInputException(
          "%s: metadata 'provenance': %s, expected texts by name in JSON".formatted(file, Shown.quoted(text)), e);
    }
  }

  private static String joined(double[] values) {
    StringJoiner joined = new StringJoiner(",");
    for (double value : values) {
      joined.add(Double.toString(value));
    }
    return joined.toString();
  }

  /** Reads numbers; earlier releases wrote them as floats, in the shortest decimal form of a float. */
  private static double[] statistics(String file, Map<String, String> metadata, String key) {
    double[] values = numbers(file, metadata, key, "");
    if (!metadata.containsKey(MEAN_TYPE)) {
      String[] parts = metadata.getOrDefault(key, "").split(",", -1);
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(parts[i]);
      }
    }
    return values;
  }

  private static <T> T choice(String file, Map<String, String> metadata, String key, T otherwise,
      Function<String, T> parse) {
    String text = metadata.get(key);
    try {
      return text == null ? otherwise : parse.apply(text);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: metadata '%s': %s".formatted(file, key, e.getMessage()), e);
    }
  }

  private static double[] numbers(String file, Map<String, String> metadata, String key, String otherwise) {
    String[] parts = metadata.getOrDefault(key, otherwise).split(",", -1);
    double[] values = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        values[i] = Double.parseDouble(parts[i]);
      } catch (NumberFormatException e) {
        throw new InvalidInputException(
            "%s: metadata '%s': %s is not a number".formatted(file, key, Shown.quoted(parts[i])), e);
      }
    }
    return values;
  }
}
