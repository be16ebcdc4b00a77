package dev.millrace.flow.evaluate;

import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * W2² between the distributions of source and data: the least that any flow between them can cost. Between finite samples of
 * the two it comes out too large, in many dimensions by far: W2² of 1,000 points of N(0, I) and as many of N(m, I) in ten
 * dimensions is |m|² + 4.9.
 *
 * <p>What is taken off is the product of two floors: W2 between two samples of the source, and W2 between two of the data. For
 * data that are the source stretched by s and moved by m it is the bias, exactly in the mean: the best pairs of a sample a of
 * the source with s·b + m are those of a with b, and cost what the whole distributions do and s·W2²(a, b) more. Elsewhere it
 * is an approximation: the bias is, to second order in the distance h of pairs of two samples of the source, the least mean of
 * hᵀHh, with H the derivative of the optimal map; the two floors are those of hᵀh and hᵀH²h.
 *
 * @param squaredW2 W2² between source and data, without the bias; it may be negative by chance where they are hardly apart
 * @param bias what was taken off, the mean over the repeats
 */
public record Transport(Estimate squaredW2, double bias) {
  /** Of source and data that could not be compared. */
  static final Transport UNKNOWN = new Transport(new Estimate(Double.NaN, Double.NaN), Double.NaN);

  /**
   * Measures.
   *
   * @param counts whose points, repeats and floor of the data it takes
   * @param threads how many work; the result does not depend on it
   */
  static Transport measure(Subject subject, StepCounts counts, Seed seed, int threads) {
    int dim = subject.data().dim();
    double[] squares = new double[counts.repeats()];
    double[] biases = new double[counts.repeats()];
    try (Workers workers = new Workers(threads)) {
      workers.forEach(counts.repeats(), r -> {
        float[] noise = subject.noise(counts.count(), seed, r);
        float[] other = Sampler.startPoints(subject.source(), counts.count(), seed, Seed.Purpose.EVALUATION_SOURCE, r);
        float[] start = subject.standardizer().invert(noise);
        double floor = Wasserstein.w2(start, subject.standardizer().invert(other), dim);
        double w2 = Wasserstein.w2(start, subject.truth(counts.count(), seed, r).real(), dim);
        biases[r] = floor * counts.floor().mean();
        squares[r] = w2 * w2 - biases[r];
      });
    }
    return new Transport(Estimate.of(squares), Estimate.of(biases).mean());
  }

  /**
   * Whether source and data lie further apart than chance explains: by four standard errors, so that what is divided by W2² is
   * known to about a quarter.
   */
  public boolean isKnown() {
    double error = squaredW2.error();
    return squaredW2.mean() > (Double.isNaN(error) ? 0 : 4 * error);
  }
}
