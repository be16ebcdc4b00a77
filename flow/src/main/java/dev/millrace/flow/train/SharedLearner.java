package dev.millrace.flow.train;

/**
 * A learner that goes on from gradients or states that were made of those of several learners, so that machines can train one
 * network together.
 */
public interface SharedLearner extends Learner {
  /** {@return the gradient that was computed last, in the layout of the weights; not to be changed} */
  float[] lastGradient();

  /**
   * Takes another gradient in the place of the one that was computed last.
   *
   * @param gradient in the layout of the weights; copied
   * @return its Euclidean norm
   */
  double replaceGradient(float[] gradient);

  /**
   * Goes on from another state of the same network.
   *
   * @param other the state; copied
   */
  void replace(TrainingState other);
}
