package dev.millrace.torch;

/** The loss of velocities against their targets: the mean over images. */
public sealed interface ImageLoss {

  /** The mean of squared differences over all numbers: its minimum is the mean velocity, as flow matching needs. */
  record Squared() implements ImageLoss {}

  /**
   * √(‖d‖² + c²) − c of each image's difference d, divided by √dim: where the difference is large, only its direction
   * affects the gradient (Lee, Lin and Fanti 2024, "Improving the training of rectified flows", for pairs of a trained
   * flow, where each x0 has one x1; with independent pairs its minimum is not the mean).
   *
   * @param c in units of ‖d‖, above 0
   */
  record PseudoHuber(double c) implements ImageLoss {
    /** @throws IllegalArgumentException unless c is above 0 and finite */
    public PseudoHuber {
      if (!(c > 0 && c < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("c = " + c + ", expected above 0");
      }
    }

    /** c = 0.00054·√dim, as Song and Dhariwal 2023 and Lee et al. 2024 choose it. */
    public static PseudoHuber forDim(int dim) {
      return new PseudoHuber(0.00054 * Math.sqrt(dim));
    }
  }
}
