package dev.millrace.flow.ode;

/** A flow map along the steps of a grid. */
record MapField<S>(FlowMap<S> map, TimeGrid grid) implements ConditionalField<S> {
  private static final int[] ANY = {};

  MapField {
    if (grid.from() > grid.to()) {
      throw new IllegalArgumentException("%s: a flow map goes from noise to data only".formatted(grid));
    }
  }

  @Override
  public int classes() {
    return map.classes();
  }

  @Override
  public void velocity(S x, double t, S out) {
    velocity(x, t, ANY, out);
  }

  @Override
  public void velocity(S x, double t, int[] labels, S out) {
    map.average(x, t, step(t), labels, out);
  }

  /** The length of the step that begins at a time. */
  private double step(double t) {
    int from = 0;
    int to = grid.steps() - 1;
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      if (grid.time(middle) <= t) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    if (grid.time(from) != t) {
      throw new IllegalArgumentException("no step of %s begins at %s; expected Euler's steps".formatted(grid, t));
    }
    return grid.time(from + 1) - t;
  }
}
