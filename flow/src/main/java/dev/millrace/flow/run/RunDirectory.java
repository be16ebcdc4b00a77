package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingState;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One run's folder.
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {
  private static final int CHECKPOINTS_KEPT = 2;

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
    if (Files.exists(folder)) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInputException(folder + ": is a file, expected a folder for the run");
      }
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new InvalidInputException(
              folder + ": already holds files; choose another --out, or go on with this run by --resume");
        }
      }
    }
    Files.createDirectories(folder);
    return new RunDirectory(folder);
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
    List<Logged> log = run.readLog();
    int steps = ConfigFile.read(run.configFile()).steps();
    int done = log.isEmpty() ? 0 : log.getLast().step();
    if (!Files.isRegularFile(run.modelFile()) || (!log.isEmpty() && done < steps)) {
      throw new InvalidInputException(
          "%s: trained to step %d of %d; wait for its end, or go on with 'millrace train --resume --out %s'"
              .formatted(folder, done, steps, folder));
    }
    return run;
  }

  /** {@code run.yaml}. */
  public Path configFile() {
    return path.resolve("run.yaml");
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

  /** Appends one line to {@code training.jsonl}. */
  public void log(TrainingEvent event) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", event.step());
    line.put("loss", event.loss());
    line.put("seconds", event.seconds());
    line.put("samplesPerSecond", event.samplesPerSecond());
    line.put("learningRate", event.learningRate());
    line.put("gradientNorm", event.gradientNorm());
    Files.writeString(log(), ConfigFile.JSON.writeValueAsString(line) + "\n", StandardCharsets.UTF_8,
        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Writes {@code evaluation.json}. */
  public void writeEvaluation(Map<String, ?> evaluation) throws IOException {
    byte[] json = ConfigFile.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(evaluation);
    AtomicFile.write(evaluationFile(), out -> out.write(json));
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
      tree = ConfigFile.JSON.readTree(Files.readString(evaluationFile(), StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new InvalidInputException("%s:%d: not JSON: %s".formatted(evaluationFile(), e.getLocation().getLineNr(),
          e.getOriginalMessage().lines().findFirst().orElse("")), e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(evaluationFile() + ": is not text in UTF-8", e);
    }
    if (!tree.isObject()) {
      throw new InvalidInputException(evaluationFile() + ": expected a JSON object");
    }
    return tree;
  }

  /**
   * A line of {@code training.jsonl}.
   *
   * @param step steps done
   * @param loss mean since the line before
   * @param seconds since training began
   * @param samplesPerSecond since the line before
   */
  public record Logged(int step, double loss, double seconds, double samplesPerSecond) {}

  /** The lines of {@code training.jsonl}; none if it is absent. */
  public List<Logged> readLog() throws IOException {
    if (!Files.exists(log())) {
      return List.of();
    }
    List<Logged> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log(), StandardCharsets.UTF_8)) {
      try {
        JsonNode node = ConfigFile.JSON.readTree(line);
        lines.add(new Logged(node.path("step").asInt(), node.path("loss").asDouble(), node.path("seconds").asDouble(),
            node.path("samplesPerSecond").asDouble()));
      } catch (JacksonException e) {
        throw new InvalidInputException("%s:%d: not a line of a training log".formatted(log(), lines.size() + 1), e);
      }
    }
    return lines;
  }

  /** Writes a checkpoint, whole or not at all, and then removes all but the newest two. */
  public void checkpoint(TrainingState state) throws IOException {
    Path folder = Files.createDirectories(path.resolve("checkpoints"));
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    tensors.put("weights", FloatArray.of(state.weights(), state.weights().length));
    tensors.put("average", FloatArray.of(state.average(), state.average().length));
    tensors.put("first", FloatArray.of(state.first(), state.first().length));
    tensors.put("second", FloatArray.of(state.second(), state.second().length));
    Safetensors content = new Safetensors(tensors, Map.of("step", Integer.toString(state.step())));
    AtomicFile.write(folder.resolve("step-%09d.safetensors".formatted(state.step())), content::write);
    var all = checkpoints();
    for (Path old : all.subList(0, Math.max(0, all.size() - CHECKPOINTS_KEPT))) {
      Files.delete(old);
    }
  }

  /** The state to go on from. */
  public TrainingState newestCheckpoint(MlpShape shape) throws IOException {
    var all = checkpoints();
    if (all.isEmpty()) {
      throw new InvalidInputException(path + ": has no checkpoint to resume from (train with --checkpoint-every)");
    }
    Path file = all.getLast();
    Safetensors content = Safetensors.read(file);
    try {
      TrainingState state = new TrainingState(shape, Integer.parseInt(content.metadata().getOrDefault("step", "?")),
          values(content, "weights"), values(content, "average"), values(content, "first"), values(content, "second"));
      state.model();
      return state;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": not a checkpoint of this run: " + e.getMessage(), e);
    }
  }

  private static float[] values(Safetensors content, String name) {
    FloatArray tensor = content.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("tensor '" + name + "' is missing");
    }
    return tensor.values();
  }

  private List<Path> checkpoints() throws IOException {
    Path folder = path.resolve("checkpoints");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches("step-\\d{9}\\.safetensors")).sorted().toList();
    }
  }
}
