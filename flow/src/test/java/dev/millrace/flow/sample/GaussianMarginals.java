package dev.millrace.flow.sample;

import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;

/**
 * The exact velocity E[α̇·x1 + σ̇·x0 | x_t] for data N(0, s²), a standard normal source and x_t = α·x1 + σ·x0 + noise·ε: of three
 * jointly normal numbers, so by regression and without any conversion of predictions.
 */
record GaussianMarginals(Schedule path, double noise, double s) implements VelocityField<float[]> {

  double variance(double t) {
    PathPoint p = path.at(t);
    return p.alpha() * p.alpha() * s * s + p.sigma() * p.sigma() + noise * noise;
  }

  @Override
  public void velocity(float[] x, double t, float[] out) {
    PathPoint p = path.at(path.clamp(t));
    double gain = (p.dAlpha() * p.alpha() * s * s + p.dSigma() * p.sigma()) / variance(path.clamp(t));
    for (int i = 0; i < x.length; i++) {
      out[i] = (float) (gain * x[i]);
    }
  }
}
