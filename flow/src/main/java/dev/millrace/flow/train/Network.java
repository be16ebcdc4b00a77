package dev.millrace.flow.train;

import java.util.Map;

import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;

/**
 * A network that can be trained: a function of states, times and possibly classes and further inputs, with weights in
 * one flat array. A network of your own implements this interface, in plain Java with the help of {@link ArrayLearner},
 * or on another library with a {@link Learner} of its own.
 */
public interface Network {
  /**
   * {@return text from which the network can be rebuilt; checkpoints keep it} Equal descriptions mean equal networks.
   */
  Map<String, String> description();

  /** {@return width of a state, and of the output} */
  int dim();

  /**
   * {@return the number of classes that the network is told; 0 if none} Class number {@code classes} means any class.
   */
  default int classes() {
    return 0;
  }

  /** {@return the number of further inputs of a row, such as 1 for a second time} */
  default int extraInputs() {
    return 0;
  }

  /** {@return length of the flat array of weights} */
  int length();

  /** {@return the number of weights that are trained; less than {@link #length} if the array is padded} */
  default int parameterCount() {
    return length();
  }

  /**
   * Initial weights.
   *
   * @param seed seed of the weights
   * @return [{@link #length}]; the same seed gives the same weights
   */
  float[] start(Seed seed);

  /**
   * Puts a state under training.
   *
   * @param state where to start; copied
   * @param options the size of a batch, the loss, the seed
   * @param workers threads that the learner may use, from the thread that calls it
   * @return the state with all that a step needs
   */
  Learner learner(TrainingState state, TrainingOptions options, Workers workers);

  /**
   * {@return the velocity field of fixed weights, over rows of points [count, dim]; any number of threads may use it at
   * once} If the network has classes, it is a {@link dev.millrace.flow.ode.ConditionalField}. A field with native
   * memory is {@link AutoCloseable}.
   *
   * @param weights [{@link #length}], copied
   */
  VelocityField<float[]> field(float[] weights);
}
