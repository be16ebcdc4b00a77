package dev.millrace.flow.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.TrainingState;

/**
 * The training state of the pure-Java engine as files of a checkpoint. Random numbers, batches, pools of coupled pairs
 * and the learning rate are derived from the step, so only the weights, their average and Adam's two means have to be
 * saved.
 */
public final class MlpCheckpoint {
  private static final String STATE = "state.safetensors";

  private MlpCheckpoint() {
  }

  /** A state as files, which share its arrays; empty if a number is not finite. */
  public static Optional<SequencedMap<String, AtomicFile.Body>> files(TrainingState state) {
    if (!state.isFinite()) {
      return Optional.empty();
    }
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    tensors.put("weights", FloatArray.of(state.weights(), state.weights().length));
    tensors.put("average", FloatArray.of(state.average(), state.average().length));
    tensors.put("first", FloatArray.of(state.first(), state.first().length));
    tensors.put("second", FloatArray.of(state.second(), state.second().length));
    SequencedMap<String, AtomicFile.Body> files = new LinkedHashMap<>();
    files.put(STATE, new Safetensors(tensors, Map.of("step", Integer.toString(state.step())))::write);
    return Optional.of(files);
  }

  /**
   * Reads the state that a checkpoint contains.
   *
   * @throws InvalidInputException if it is not a checkpoint of a network of this shape
   */
  public static TrainingState read(Checkpoint checkpoint, MlpShape shape) throws IOException {
    try {
      Safetensors content = Safetensors.read(checkpoint.file(STATE));
      TrainingState state = new TrainingState(shape, Math.toIntExact(checkpoint.step()), values(content, "weights"),
          values(content, "average"), values(content, "first"), values(content, "second"));
      state.model();
      if (state.weights().length != state.average().length || state.first().length != state.average().length
          || state.second().length != state.average().length) {
        throw new IllegalArgumentException("its tensors differ in length");
      }
      return state;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInputException(
          checkpoint.folder() + ": not a checkpoint of this network: " + e.getMessage(), e);
    }
  }

  private static float[] values(Safetensors content, String name) {
    FloatArray tensor = content.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("tensor '" + name + "' is missing");
    }
    return tensor.values();
  }
}
