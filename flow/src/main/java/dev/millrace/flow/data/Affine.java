package dev.millrace.flow.data;

import java.util.random.RandomGenerator;

/**
 * Another distribution, scaled and shifted column by column: x becomes scale·x + shift. The classes are unchanged.
 *
 * <p>The 2-D table of Tong et al. 2023 (arXiv 2307.03672) uses such data: moons with scale {2, 2} and shift {−1, 0},
 * scurve with scale {1.5, 1.5} and shift {0, 0}; its eight Gaussians are {@code new GaussianRing(8, 5, 1)}.
 *
 * @param inner the distribution that points are drawn from
 * @param scale the factor of each column [dim], finite
 * @param shift what is added to each column after scaling [dim], finite
 */
public record Affine(Distribution inner, double[] scale, double[] shift) implements Distribution {

  /**
   * Copies the arrays.
   *
   * @throws IllegalArgumentException if a length is not {@code inner.dim()}, or a number is not finite
   */
  public Affine {
    scale = scale.clone();
    shift = shift.clone();
    if (scale.length != inner.dim() || shift.length != inner.dim()) {
      throw new IllegalArgumentException(
          "%d scales and %d shifts, expected %d".formatted(scale.length, shift.length, inner.dim()));
    }
    for (int c = 0; c < scale.length; c++) {
      if (!Double.isFinite(scale[c]) || !Double.isFinite(shift[c])) {
        throw new IllegalArgumentException(
            "column %d: scale %s and shift %s, expected finite numbers".formatted(c, scale[c], shift[c]));
      }
    }
  }

  @Override
  public int dim() {
    return inner.dim();
  }

  @Override
  public int classes() {
    return inner.classes();
  }

  @Override
  public Distribution ofClass(int label) {
    return new Affine(inner.ofClass(label), scale, shift);
  }

  @Override
  public int supply() {
    return inner.supply();
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count) {
    inner.sample(random, out, offset, count);
    map(out, offset, count);
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count, int[] labels, int labelOffset) {
    inner.sample(random, out, offset, count, labels, labelOffset);
    map(out, offset, count);
  }

  @Override
  public float[][] balancedSets(RandomGenerator random, int sets, int count, int[][] labels) {
    float[][] drawn = inner.balancedSets(random, sets, count, labels);
    for (float[] set : drawn) {
      map(set, 0, count);
    }
    return drawn;
  }

  private void map(float[] out, int offset, int count) {
    for (int i = 0; i < count * dim(); i++) {
      int column = i % dim();
      out[offset + i] = (float) (scale[column] * out[offset + i] + shift[column]);
    }
  }
}
