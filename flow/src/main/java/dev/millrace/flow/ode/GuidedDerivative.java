package dev.millrace.flow.ode;

import java.util.Arrays;
import java.util.List;

/** The velocity of rows of given classes with guidance, u + w·(c − u), and its derivative u′ + w·(c′ − u′). */
final class GuidedDerivative<S> implements DifferentiableRows<S> {
  private final DifferentiableConditionalField<S> field;
  private final StateSpace<S> space;
  private final int[] labels;
  private final double guidance;
  private final GuidedField<S> velocities;

  GuidedDerivative(DifferentiableConditionalField<S> field, StateSpace<S> space, int[] labels, double guidance) {
    this.velocities = new GuidedField<>(field, space, labels, guidance);
    this.field = field;
    this.space = space;
    this.labels = labels.clone();
    this.guidance = guidance;
  }

  @Override
  public DifferentiableField<S> rows(int from, int count) {
    VelocityField<S> velocity = velocities.rows(from, count);
    int[] mine = Arrays.copyOfRange(labels, from, from + count);
    return new DifferentiableField<>() {
      @Override
      public void velocity(S x, double t, S out) {
        velocity.velocity(x, t, out);
      }

      @Override
      public void jvp(S x, double t, S dx, double dt, S out, S dout) {
        if (guidance == 0) {
          field.jvp(x, t, dx, dt, out, dout);
          return;
        }
        field.jvp(x, t, mine, dx, dt, out, dout);
        if (guidance != 1) {
          S u = space.allocate(x);
          S du = space.allocate(x);
          field.jvp(x, t, dx, dt, u, du);
          guide(u, out);
          guide(du, dout);
        }
      }
    };
  }

  /** c ← u + w·(c − u), in the order of {@link GuidedField}. */
  private void guide(S u, S c) {
    space.combine(c, c, new double[]{-1}, List.of(u));
    space.combine(u, u, new double[]{guidance}, List.of(c));
    space.combine(c, u, new double[0], List.of());
  }
}
