package dev.millrace.flow.sample;

import dev.millrace.flow.ode.VelocityField;

/** The exact velocity of N(0, I) → N(mean, std²·I) with independent coupling on the linear path, whose end map is mean + std·x0. */
record GaussianFlow(double mean, double std) implements VelocityField<float[]> {
  @Override
  public void velocity(float[] x, double t, float[] out) {
    double slope = (t * std * std - (1 - t)) / (t * t * std * std + (1 - t) * (1 - t));
    for (int i = 0; i < x.length; i++) {
      out[i] = (float) (mean + slope * (x[i] - t * mean));
    }
  }
}
