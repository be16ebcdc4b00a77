package dev.millrace.flow.likelihood;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.ode.DifferentiableField;
import dev.millrace.flow.ode.VelocityField;

/** The velocity of points together with its divergence at each of them. */
final class TrackedField implements VelocityField<Tracked> {
  private final DifferentiableField<float[]> field;
  private final Divergence.Directions directions;
  private final int dim;
  private final float[] product;

  TrackedField(DifferentiableField<float[]> field, Divergence.Directions directions, int rows, int dim) {
    this.field = field;
    this.directions = directions;
    this.dim = dim;
    this.product = new float[Sizes.product(rows, dim)];
  }

  @Override
  public void velocity(Tracked x, double t, Tracked out) {
    double[] divergence = out.growth();
    Arrays.fill(divergence, 0);
    for (float[] direction : directions.of()) {
      field.jvp(x.points(), t, direction, 0, out.points(), product);
      for (int i = 0; i < product.length; i++) {
        divergence[i / dim] += (double) direction[i] * product[i];
      }
    }
    for (int row = 0; row < divergence.length; row++) {
      divergence[row] *= directions.weight();
    }
  }
}
