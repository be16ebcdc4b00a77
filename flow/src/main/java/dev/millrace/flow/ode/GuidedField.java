package dev.millrace.flow.ode;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** The velocity of rows of given classes with guidance, u + w·(c − u). */
final class GuidedField<S> implements RowField<S> {
  private final ConditionalField<S> field;
  private final StateSpace<S> space;
  private final int[] labels;
  private final double guidance;

  GuidedField(ConditionalField<S> field, StateSpace<S> space, int[] labels, double guidance) {
    for (int label : labels) {
      if (label < 0 || label > field.classes()) {
        throw new InvalidInputException("class %d: expected 0 to %d".formatted(label, field.classes() - 1));
      }
    }
    this.field = field;
    this.space = space;
    this.labels = labels.clone();
    this.guidance = Guidance.require("guidance", guidance);
  }

  @Override
  public VelocityField<S> rows(int from, int count) {
    int[] mine = Arrays.copyOfRange(labels, from, from + count);
    if (guidance == 0) {
      return field;
    }
    return guidance == 1 ? (x, t, out) -> field.velocity(x, t, mine, out) : new Guided(mine);
  }

  /** The field of one group of rows; it keeps the two velocities from one evaluation to the next. */
  private final class Guided implements VelocityField<S> {
    private final int[] mine;
    private @Nullable S ofClass;
    private @Nullable S ofAny;

    Guided(int[] mine) {
      this.mine = mine;
    }

    @Override
    public void velocity(S x, double t, S out) {
      S c = ofClass == null ? space.allocate(x) : ofClass;
      S u = ofAny == null ? space.allocate(x) : ofAny;
      ofClass = c;
      ofAny = u;
      field.velocities(x, t, mine, c, u);
      space.combine(c, c, new double[]{-1}, List.of(u));
      space.combine(out, u, new double[]{guidance}, List.of(c));
    }
  }
}
