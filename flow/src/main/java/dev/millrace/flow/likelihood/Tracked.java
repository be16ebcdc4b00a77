package dev.millrace.flow.likelihood;

import java.util.List;

import dev.millrace.flow.ode.StateSpace;

/**
 * Points together with the logarithms of the factors by which volumes around them have grown, which are integrated
 * together.
 *
 * @param points [rows, dim]
 * @param growth [rows]: ∫ ∇·v dt so far; in double precision, because it is the result
 */
record Tracked(float[] points, double[] growth) {

  /** Combines both parts; a step is within the tolerance if the errors of both parts are. */
  static final StateSpace<Tracked> SPACE = new StateSpace<>() {
    @Override
    public Tracked allocate(Tracked like) {
      return new Tracked(FLOATS.allocate(like.points), DOUBLES.allocate(like.growth));
    }

    @Override
    public void combine(Tracked out, Tracked base, double[] factors, List<Tracked> terms) {
      FLOATS.combine(out.points, base.points, factors, terms.stream().map(Tracked::points).toList());
      DOUBLES.combine(out.growth, base.growth, factors, terms.stream().map(Tracked::growth).toList());
    }

    @Override
    public boolean isFinite(Tracked x) {
      return FLOATS.isFinite(x.points) && DOUBLES.isFinite(x.growth);
    }

    @Override
    public double errorNorm(Tracked error, Tracked x, Tracked next, double rtol, double atol) {
      return Math.max(FLOATS.errorNorm(error.points, x.points, next.points, rtol, atol),
          DOUBLES.errorNorm(error.growth, x.growth, next.growth, rtol, atol));
    }
  };
}
