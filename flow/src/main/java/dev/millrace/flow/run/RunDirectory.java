package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.TextFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.RunLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run's folder.
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {
  static final String CONFIG = "run.yaml";
  private static final long MOST_EVALUATION_BYTES = 1 << 26;

  /**
   * Makes the next free folder {@code runs/NAME-1}, {@code runs/NAME-2} …
   *
   * @param name of the data; a file's name without its ending
   */
  public static RunDirectory numbered(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    for (int number = 1;; number++) {
      try {
        return new RunDirectory(Files.createDirectory(parent.resolve(name + "-" + number)));
      } catch (FileAlreadyExistsException e) {
        // Taken, perhaps just now by another process: try the next.
      }
    }
  }

  /**
   * Makes a folder of a given name.
   *
   * @throws InvalidInputException if it exists and is not empty
   */
  public static RunDirectory create(Path folder) throws IOException {
    requireFree(folder);
    Files.createDirectories(folder);
    return new RunDirectory(folder);
  }

  /**
   * Refuses a folder that {@link #create} would refuse, and makes nothing.
   *
   * @throws InvalidInputException if it is no folder, or not empty
   */
  public static void requireFree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInputException(folder + ": is a file, expected a folder for the run");
      }
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.anyMatch(path -> !isHidden(path))) {
          throw new InvalidInputException(
              folder + ": already holds files; choose another --out, or continue this run with --resume");
        }
      }
    }
  }

  /** A lock, or what a killed process left under a temporary name. */
  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  /**
   * Takes the right to write to this run, and clears away what killed processes left under temporary names; other processes may go
   * on writing figures and pictures meanwhile.
   *
   * @throws InvalidInputException if another process has it
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
   * Opens a run.
   *
   * @throws InvalidInputException if there is none
   */
  public static RunDirectory open(Path folder) {
    RunDirectory run = new RunDirectory(folder);
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
   * @throws InvalidInputException if there is none, or it is still training or was cut off
   */
  public static RunDirectory openTrained(Path folder) throws IOException {
    RunDirectory run = open(folder);
    if (!run.isTrained()) {
      List<TrainingLog.Line> log = run.readLog();
      throw new InvalidInputException(
          "%s: trained to step %d of %d; wait for its end, or continue with 'millrace train --resume --out %s'"
              .formatted(folder, log.isEmpty() ? 0 : log.getLast().step(), ConfigFile.steps(run.configFile()),
                  folder));
    }
    return run;
  }

  /** Whether the training has ended and its model is written; a run without a log has been imported. */
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

  /** {@code run.yaml}. */
  public Path configFile() {
    return path.resolve(CONFIG);
  }

  /** {@code model.safetensors}. */
  public Path modelFile() {
    return path.resolve("model.safetensors");
  }

  /** {@code pairs.npy}: what a round of reflow learns from. */
  public Path pairsFile() {
    return path.resolve("pairs.npy");
  }

  /** {@code evaluation.json}. */
  public Path evaluationFile() {
    return path.resolve("evaluation.json");
  }

  /** {@code plots/}. */
  public Path plots() {
    return path.resolve("plots");
  }

  /** {@code training.jsonl}. */
  public Path log() {
    return path.resolve("training.jsonl");
  }

  /** The trained flow. */
  public FlowModel model() throws IOException {
    return FlowModel.read(modelFile());
  }

  /** Writes {@code evaluation.json}; numbers that are not finite become null, since JSON has none. */
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
   * What {@code evaluation.json} holds; an empty object if it is absent.
   *
   * @throws InvalidInputException if it is not a JSON object
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
          ConfigFile.firstLine(e.getOriginalMessage())), e);
    }
    if (!tree.isObject()) {
      throw new InvalidInputException(evaluationFile() + ": expected a JSON object");
    }
    return tree;
  }

  /** The lines of {@code training.jsonl}; none if it is absent. */
  public List<TrainingLog.Line> readLog() throws IOException {
    return TrainingLog.read(log());
  }

  /** {@code checkpoints/}. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /**
   * The newest whole checkpoint, if there are any.
   *
   * @param warnings takes a line for each newer one that is damaged
   * @throws InvalidInputException if there are checkpoints and none of them is whole: starting anew would lose them silently
   */
  public Optional<Checkpoint> newestCheckpoint(Consumer<String> warnings) throws IOException {
    CheckpointStore.Search search = new CheckpointStore(checkpoints()).newest();
    if (search.checkpoint().isEmpty() && !search.rejected().isEmpty()) {
      throw new InvalidInputException(
          "%s: none of its checkpoints is whole: %s; to start again, train to another folder"
              .formatted(path, search.rejected().stream().map(r -> r.name() + " " + r.reason())
                  .collect(Collectors.joining(", "))));
    }
    search.rejected().forEach(r -> warnings.accept("%s: passed over, it %s".formatted(checkpoints().resolve(r.name()),
        r.reason())));
    return search.checkpoint();
  }
}
