package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.flow.io.TextFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.RunLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder of one run.
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {
  static final String CONFIG = "run.yaml";
  private static final long MOST_EVALUATION_BYTES = 1 << 26;

  /**
   * Creates the next free folder {@code runs/NAME-1}, {@code runs/NAME-2} …
   *
   * @param parent the folder in which it is created
   * @param name name of the data; for a file, its name without the extension
   * @return the run
   * @throws IOException if writing fails
   */
  public static RunDirectory numbered(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    for (int number = 1;; number++) {
      try {
        return new RunDirectory(Files.createDirectory(parent.resolve(name + "-" + number)));
      } catch (FileAlreadyExistsException e) {
        // The name exists, perhaps created just now by another process: try the next one.
      }
    }
  }

  /**
   * Creates a folder with a given name.
   *
   * @param folder the folder
   * @return the run
   * @throws InvalidInputException if it exists and is not empty
   * @throws IOException if writing fails
   */
  public static RunDirectory create(Path folder) throws IOException {
    requireFree(folder);
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw new InvalidInputException("%s: cannot be created; expected a folder in which files can be written"
          .formatted(folder), e);
    }
    return new RunDirectory(folder);
  }

  /**
   * Refuses a folder that {@link #create} would refuse, without creating anything.
   *
   * @param folder the folder
   * @throws InvalidInputException if it exists and is not an empty folder
   * @throws IOException if reading or writing fails
   */
  public static void requireFree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInputException(folder + ": is a file, expected a folder for the run");
      }
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.anyMatch(path -> !isHidden(path))) {
          throw new InvalidInputException(
              folder + ": already holds files; choose another `out`" + (Files.exists(folder.resolve(CONFIG))
                  ? ", or continue this run with `resume`"
                  : ""));
        }
      }
    }
  }

  /** Whether the file is a lock or a temporary file that a killed process left behind. */
  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  /**
   * Locks this run for writing, and deletes the temporary files that killed processes left behind. Other processes may
   * continue to write evaluations and pictures meanwhile.
   *
   * @return the lock
   * @throws InvalidInputException if another process holds the lock
   * @throws IOException if reading or writing fails
   */
  public RunLock lock() throws IOException {
    RunLock lock = RunLock.of(path);
    try {
      AtomicFile.clear(path);
      AtomicFile.clear(plots());
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens an existing run.
   *
   * @param folder the folder
   * @return the run
   * @throws InvalidInputException if the folder is not that of a run
   */
  public static RunDirectory open(Path folder) {
    RunDirectory run = new RunDirectory(folder);
    if (Files.isRegularFile(folder)) {
      throw new InvalidInputException(folder + ": is a file, expected the folder of a run"
          + (folder.toString().endsWith(".safetensors")
              ? "; make one with 'millrace import %s --out DIR'".formatted(folder)
              : ""));
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + ": no such run folder");
    }
    if (!Files.isRegularFile(run.configFile())) {
      throw new InvalidInputException(folder + ": not a run folder, it has no run.yaml");
    }
    return run;
  }

  /**
   * Opens a run whose training has ended.
   *
   * @param folder the folder
   * @return the run
   * @throws InvalidInputException if the folder is not that of a run, or its training is still running or was
   *     interrupted
   * @throws IOException if reading fails
   */
  public static RunDirectory openTrained(Path folder) throws IOException {
    RunDirectory run = open(folder);
    if (!run.isTrained()) {
      throw run.notTrained();
    }
    return run;
  }

  private InvalidInputException notTrained() throws IOException {
    List<TrainingLog.Line> log = readLog();
    return new InvalidInputException(String.format(Locale.ROOT,
        "%s: trained to step %,d of %,d; wait for its end, or continue with 'millrace train --resume --out %s'", path,
        log.isEmpty() ? 0 : log.getLast().step(), ConfigFile.steps(configFile()), path));
  }

  /**
   * {@return whether the training has ended and its model is written} A run without a log was imported.
   *
   * @throws IOException if reading fails
   */
  public boolean isTrained() throws IOException {
    if (!Files.isRegularFile(modelFile())) {
      return false;
    }
    if (!Files.exists(log())) {
      return true;
    }
    List<TrainingLog.Line> log = readLog();
    return !log.isEmpty() && log.getLast().step() >= ConfigFile.steps(configFile());
  }

  /** {@return the file {@code run.yaml}} */
  public Path configFile() {
    return path.resolve(CONFIG);
  }

  /** {@return the file {@code model.safetensors}} */
  public Path modelFile() {
    return path.resolve("model.safetensors");
  }

  /** {@return the file {@code pairs.npy}, from which a round of reflow learns} */
  public Path pairsFile() {
    return path.resolve("pairs.npy");
  }

  /** {@return {@code evaluation.json}} */
  public Path evaluationFile() {
    return path.resolve("evaluation.json");
  }

  /** {@return the folder {@code plots/}} */
  public Path plots() {
    return path.resolve("plots");
  }

  /** {@return the file {@code training.jsonl}} */
  public Path log() {
    return path.resolve("training.jsonl");
  }

  /**
   * {@return the trained flow}
   *
   * @throws InvalidInputException if it is damaged, or its network takes further inputs, which no option gives it
   * @throws IOException if reading fails
   */
  public FlowModel model() throws IOException {
    if (!Files.exists(modelFile()) && Files.isRegularFile(configFile())) {
      throw notTrained();
    }
    FlowModel model = FlowModel.read(modelFile());
    model.requireNoFurtherInputs(modelFile().toString());
    return model;
  }

  /**
   * Writes {@code evaluation.json}; numbers that are not finite become null, because JSON has none.
   *
   * @param evaluation the figures, by name
   * @throws IOException if writing fails
   */
  public void writeEvaluation(Map<String, ?> evaluation) throws IOException {
    JsonNode tree = ConfigFile.JSON.valueToTree(evaluation);
    byte[] json = ConfigFile.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(withoutNaN(tree));
    AtomicFile.write(evaluationFile(), out -> out.write(json));
  }

  private static JsonNode withoutNaN(JsonNode node) {
    switch (node) {
      case ObjectNode object -> List.copyOf(object.properties())
          .forEach(entry -> object.set(entry.getKey(), withoutNaN(entry.getValue())));
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, withoutNaN(array.get(i)));
        }
      }
      default -> {
      }
    }
    return node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())
        ? ConfigFile.JSON.getNodeFactory().nullNode()
        : node;
  }

  /**
   * {@return the contents of {@code evaluation.json}; an empty object if it does not exist}
   *
   * @throws InvalidInputException if it is not a JSON object
   * @throws IOException if reading fails
   */
  public JsonNode readEvaluation() throws IOException {
    if (!Files.exists(evaluationFile())) {
      return ConfigFile.JSON.createObjectNode();
    }
    JsonNode tree;
    try {
      tree = ConfigFile.JSON.readTree(TextFile.read(evaluationFile(), MOST_EVALUATION_BYTES));
    } catch (JacksonException e) {
      throw new InvalidInputException("%s: not JSON: %s".formatted(ConfigFile.place(evaluationFile(), e),
          JsonFault.of(e)), e);
    }
    if (!tree.isObject()) {
      throw new InvalidInputException(evaluationFile() + ": expected a JSON object");
    }
    return tree;
  }

  /**
   * {@return the lines of {@code training.jsonl}; empty if it does not exist}
   *
   * @throws IOException if reading fails
   */
  public List<TrainingLog.Line> readLog() throws IOException {
    return TrainingLog.read(log());
  }

  /** {@return the folder {@code checkpoints/}} */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /**
   * {@return the newest intact checkpoint, or empty if there are no checkpoints}
   *
   * @param warnings receives a line for each newer checkpoint that is damaged
   * @throws InvalidInputException if there are checkpoints and none of them is intact, because starting again would
   *     lose them silently
   * @throws IOException if reading fails
   */
  public Optional<Checkpoint> newestCheckpoint(Consumer<String> warnings) throws IOException {
    CheckpointStore.Search search = new CheckpointStore(checkpoints()).newest();
    if (search.checkpoint().isEmpty() && !search.rejected().isEmpty()) {
      throw new InvalidInputException(
          "%s: none of its checkpoints is intact: %s; to start again, train to another folder"
              .formatted(path, search.rejected().stream().map(r -> r.name() + " " + r.reason())
                  .collect(Collectors.joining(", "))));
    }
    search.rejected().forEach(r -> warnings.accept("%s: skipped: %s".formatted(checkpoints().resolve(r.name()),
        r.reason())));
    return search.checkpoint();
  }
}
