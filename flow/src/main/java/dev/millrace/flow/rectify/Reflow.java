package dev.millrace.flow.rectify;

import java.util.function.IntConsumer;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * Makes the pairs from which the next rectified flow learns.
 *
 * @param teacher velocity of the existing flow, of points [count, dim]; if it is conditional, pairs have classes
 * @param guidance w in u + w·(c − u), with which a conditional teacher makes the pairs; it becomes part of what the next
 *     flow learns
 * @param sampler solver and steps for the teacher; its errors become part of the data of the next flow
 * @param seed seed of the points
 * @param round number of the round, 1 or more; every round draws different points
 */
public record Reflow(VelocityField<float[]> teacher, double guidance, Sampler sampler, Seed seed, int round) {
  /**
   * With the plain field of the teacher.
   *
   * @param teacher the field of the flow that is straightened
   * @param sampler carries its points
   * @param seed seed of the points
   * @param round the number of the round, from 1
   */
  public Reflow(VelocityField<float[]> teacher, Sampler sampler, Seed seed, int round) {
    this(teacher, 1, sampler, seed, round);
  }

  /**
   * {@return pairs of noise and the sample generated from it: (x0, ODE(x0)) (Liu et al. 2022, algorithm 1)} If the
   * teacher is conditional, they are made for all classes in turn.
   *
   * @param source distribution of x0
   * @param count number of pairs, at least 1
   * @param progress receives the number of finished pairs from time to time
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public FixedPairs pairs(Distribution source, int count, IntConsumer progress) {
    float[] x0 = Sampler.startPoints(source, count, seed, Seed.Purpose.PAIRS, 2 * round);
    int[] labels = ConditionalField.inTurn(classes(), 0, count);
    float[] x1 = Teacher.of(teacher, guidance, sampler, source.dim()).ends(x0, labels, progress);
    return new FixedPairs(x0, x1, labels, classes(), source.dim());
  }

  /**
   * {@return pairs of real data and the noise that the flow maps to them: (ODE⁻¹(x1), x1)} If a share of the pairs is
   * of this kind, later rounds do not drift away from the data (Conic reflow, arXiv 2510.25229).
   *
   * @param data distribution of x1, as the network sees it, with the classes of the teacher
   * @param count number of pairs, at least 1
   * @param progress receives the number of finished pairs from time to time
   * @throws IllegalArgumentException if the teacher has other classes than the data
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public FixedPairs inverted(Distribution data, int count, IntConsumer progress) {
    if (classes() > 0 && data.classes() != classes()) {
      throw new IllegalArgumentException(
          "data of %d classes, the teacher has %d".formatted(data.classes(), classes()));
    }
    int[] labels = new int[classes() > 0 ? count : 0];
    float[] x1 = Sampler.startPoints(data, count, seed, Seed.Purpose.PAIRS, 2 * round + 1, labels);
    float[] x0 = Teacher.back(teacher, guidance, sampler, data.dim()).ends(x1, labels, progress);
    return new FixedPairs(x0, x1, labels, classes(), data.dim());
  }

  private int classes() {
    return teacher instanceof ConditionalField<float[]> conditional ? conditional.classes() : 0;
  }
}
