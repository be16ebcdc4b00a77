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
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.Network;
import dev.millrace.flow.train.TrainingState;

/**
 * The training state of any network as a file of a checkpoint. Random numbers, batches, pools of coupled pairs and the
 * learning rate are derived from the step, so only the weights, their average and Adam's two means have to be saved;
 * the file also describes the network.
 */
public final class StateFile {
  private static final String STATE = "state.safetensors";
  private static final String STEP = "step";

  private StateFile() {
  }

  /**
   * {@return a state as files, which share its arrays; empty if a number is not finite}
   *
   * @param state the state
   * @param network the network
   */
  public static Optional<SequencedMap<String, AtomicFile.Body>> files(TrainingState state, Network network) {
    if (!state.isFinite()) {
      return Optional.empty();
    }
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    tensors.put("weights", FloatArray.of(state.weights(), state.weights().length));
    tensors.put("average", FloatArray.of(state.average(), state.average().length));
    tensors.put("first", FloatArray.of(state.first(), state.first().length));
    tensors.put("second", FloatArray.of(state.second(), state.second().length));
    Map<String, String> metadata = new LinkedHashMap<>(network.description());
    metadata.put(STEP, Integer.toString(state.step()));
    SequencedMap<String, AtomicFile.Body> files = new LinkedHashMap<>();
    files.put(STATE, new Safetensors(tensors, metadata)::write);
    return Optional.of(files);
  }

  /**
   * {@return the description of the network whose state a checkpoint contains; empty in those of release 0.1}
   *
   * @param checkpoint the checkpoint
   * @throws IOException if reading fails
   */
  public static Map<String, String> description(Checkpoint checkpoint) throws IOException {
    Map<String, String> described = new LinkedHashMap<>(Safetensors.read(checkpoint.file(STATE)).metadata());
    described.remove(STEP);
    return described;
  }

  /**
   * Reads the state that a checkpoint contains. Release 0.1 wrote states of points without a description; there only
   * the number of weights is compared.
   *
   * @param checkpoint the checkpoint
   * @param network the network
   * @return the state
   * @throws InvalidInputException if it is not a checkpoint of this network
   * @throws IOException if reading fails
   */
  public static TrainingState read(Checkpoint checkpoint, Network network) throws IOException {
    try {
      Safetensors content = Safetensors.read(checkpoint.file(STATE));
      Map<String, String> described = new LinkedHashMap<>(content.metadata());
      described.remove(STEP);
      if (!described.isEmpty() && !described.equals(network.description())) {
        throw new IllegalArgumentException("it is of %s, expected %s".formatted(described, network.description()));
      }
      TrainingState state = new TrainingState(Math.toIntExact(checkpoint.step()), values(content, "weights"),
          values(content, "average"), values(content, "first"), values(content, "second"));
      if (state.weights().length != network.length()) {
        throw new IllegalArgumentException(
            "%d weights, the network has %d".formatted(state.weights().length, network.length()));
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
