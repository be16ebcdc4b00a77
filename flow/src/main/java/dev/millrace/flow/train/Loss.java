package dev.millrace.flow.train;

/**
 * How far an output of a network is from its target. The loss of a batch is the mean over its rows. Both engines accept
 * any loss; they compute those of this file without calling {@link #row}.
 */
public interface Loss {
  /** The mean of squared differences over all numbers: its minimum is the mean velocity, as flow matching needs. */
  Loss SQUARED = new Squared();

  /**
   * Computes the loss of one row and its gradient with respect to the output. Several threads call it at once.
   *
   * @param output the network's outputs; those of the row are the numbers {@code at} … {@code at} + dim − 1
   * @param at where the row begins
   * @param target the targets; those of the row are the numbers {@code targetAt} … {@code targetAt} + dim − 1
   * @param targetAt where the row of the target begins
   * @param dim width of a row
   * @param gradient receives the derivatives of the row's loss by each of its outputs, [dim]
   * @return the loss of the row
   */
  double row(float[] output, int at, float[] target, int targetAt, int dim, float[] gradient);

  /** The mean over a row of the squared differences. */
  record Squared() implements Loss {
    @Override
    public double row(float[] output, int at, float[] target, int targetAt, int dim, float[] gradient) {
      double sum = 0;
      for (int j = 0; j < dim; j++) {
        float error = output[at + j] - target[targetAt + j];
        sum += (double) error * error;
        gradient[j] = (float) (2.0 / dim) * error;
      }
      return sum / dim;
    }
  }

  /**
   * √(‖d‖² + c²) − c of each row's difference d, divided by √dim: where the difference is large, only its direction
   * affects the gradient (Lee, Lin and Fanti 2024, "Improving the training of rectified flows", for pairs of a trained
   * flow, where each x0 has one x1; with independent pairs its minimum is not the mean).
   *
   * @param c in units of ‖d‖, above 0
   */
  record PseudoHuber(double c) implements Loss {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless c is above 0 and finite
     */
    public PseudoHuber {
      if (!(c > 0 && c < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("c = " + c + ", expected above 0");
      }
    }

    /**
     * {@return c = 0.00054·√dim, as Song and Dhariwal 2023 and Lee et al. 2024 choose it}
     *
     * @param dim the number of columns
     */
    public static PseudoHuber forDim(int dim) {
      return new PseudoHuber(0.00054 * Math.sqrt(dim));
    }

    @Override
    public double row(float[] output, int at, float[] target, int targetAt, int dim, float[] gradient) {
      double squares = 0;
      for (int j = 0; j < dim; j++) {
        double error = (double) output[at + j] - target[targetAt + j];
        squares += error * error;
      }
      double root = Math.sqrt(squares + c * c);
      double scale = 1 / (root * Math.sqrt(dim));
      for (int j = 0; j < dim; j++) {
        gradient[j] = (float) (scale * ((double) output[at + j] - target[targetAt + j]));
      }
      return (root - c) / Math.sqrt(dim);
    }
  }
}
