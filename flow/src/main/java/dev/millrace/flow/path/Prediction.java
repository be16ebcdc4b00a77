package dev.millrace.flow.path;

/**
 * The quantities that a network may predict at a point x_t of a path; {@link PathPoint#convert} converts one into
 * another.
 */
public enum Prediction {
  /** The velocity α̇·x1 + σ̇·x0. */
  VELOCITY,
  /** The data x1. */
  DATA,
  /** The noise x0. */
  NOISE,
  /** The score ∇ log p_t(x_t) = −x0/σ, for a standard normal source. */
  SCORE
}
