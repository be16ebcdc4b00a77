package dev.millrace.torch;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.store.Checkpoint;

/**
 * Everything that is needed to continue a training. All arrays have the layout of the weights. Random numbers derive
 * from the step, so that no state of a generator has to be stored.
 *
 * @param net the network's shape
 * @param step steps done
 * @param weights the weights being trained
 * @param average exponential moving average of the weights
 * @param first Adam's mean of gradients
 * @param second Adam's mean of squared gradients
 */
public record ImageTrainingState(ImageNet net, int step, float[] weights, float[] average, float[] first,
    float[] second) {
  private static final String FILE = "state.safetensors";

  /** @throws IllegalArgumentException if an array is not of the network's size */
  public ImageTrainingState {
    int size = net.parameterCount();
    for (float[] array : new float[][]{weights, average, first, second}) {
      if (array.length != size) {
        throw new IllegalArgumentException("%d numbers, the network has %d".formatted(array.length, size));
      }
    }
  }

  /** The state before the first step of a training from random weights. */
  public static ImageTrainingState random(ImageNet net, Seed seed) {
    return startingFrom(net, net.start(seed));
  }

  /**
   * The state before the first step of a training that starts from given weights, such as those of a teacher. The
   * average starts from the same weights, and Adam's means start from zero.
   *
   * @param weights copied
   */
  public static ImageTrainingState startingFrom(ImageNet net, float[] weights) {
    return new ImageTrainingState(net, 0, weights.clone(), weights.clone(), new float[weights.length],
        new float[weights.length]);
  }

  /** Whether all numbers are finite. */
  public boolean isFinite() {
    for (float[] array : new float[][]{weights, average, first, second}) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The state as a file of a checkpoint, by name. The arrays are not copied. */
  public SequencedMap<String, AtomicFile.Body> files() {
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    tensors.put("weights", FloatArray.of(weights, weights.length));
    tensors.put("average", FloatArray.of(average, average.length));
    tensors.put("first", FloatArray.of(first, first.length));
    tensors.put("second", FloatArray.of(second, second.length));
    Map<String, String> metadata = new LinkedHashMap<>(net.metadata());
    metadata.put("step", Integer.toString(step));
    SequencedMap<String, AtomicFile.Body> files = new LinkedHashMap<>();
    files.put(FILE, new Safetensors(tensors, metadata)::write);
    return files;
  }

  /**
   * The state that a checkpoint holds.
   *
   * @param net the network that it must be for
   * @throws InvalidInputException if the checkpoint is of another network, or not of an image training
   */
  public static ImageTrainingState read(Checkpoint checkpoint, ImageNet net) throws IOException {
    String where = checkpoint.folder().toString();
    Safetensors content = Safetensors.read(checkpoint.file(FILE));
    Metadata read = new Metadata(where, content.metadata());
    ImageTrainingState state = read.build(() -> new ImageTrainingState(ImageNet.parse(where, content.metadata()),
        read.integer("step"), values(content, "weights"), values(content, "average"), values(content, "first"),
        values(content, "second")));
    if (!state.net().equals(net)) {
      throw new InvalidInputException("%s: a checkpoint of %s, expected %s".formatted(where, state.net(), net));
    }
    return state;
  }

  private static float[] values(Safetensors content, String name) {
    FloatArray tensor = content.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("not a checkpoint: tensor '" + name + "' is missing");
    }
    return tensor.values();
  }
}
