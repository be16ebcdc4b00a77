package dev.millrace.flow.evaluate;

import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * W2² between the distributions of source and data: the least that any flow between them can cost. Estimated from
 * finite samples it is too large, especially in many dimensions: W2² between 1,000 points of N(0, I) and 1,000 points
 * of N(m, I) in ten dimensions is |m|² + 4.9.
 *
 * <p>The correction subtracts the product of two floors: W2 between two samples of the source, and W2 between two
 * samples of the data. If the data are the source scaled by s and shifted by m, its mean is exactly the bias: the
 * optimal pairs of a sample a of the source with s·b + m are those of a with b, and they cost s·W2²(a, b) more than the
 * distributions themselves. In other cases it is an approximation: to second order in the difference h between paired
 * points of two samples of the source, the bias is the least mean of hᵀHh, where H is the derivative of the optimal
 * map, and the two floors are the least means of hᵀh and hᵀH²h.
 *
 * @param squaredW2 W2² between source and data with the bias subtracted; it may be negative by chance if the two are
 *     close
 * @param bias what was subtracted, averaged over the repeats
 */
public record Transport(Estimate squaredW2, double bias) {
  /** The result if source and data could not be compared. */
  static final Transport UNKNOWN = new Transport(new Estimate(Double.NaN, Double.NaN), Double.NaN);

  /**
   * Measures W2² between source and data.
   *
   * @param counts gives the numbers of points and repeats and the floor of the data
   * @param threads number of threads; the result does not depend on it
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
   * {@return whether W2² differs from 0 by more than chance explains: by four standard errors, so that a quotient by
   * W2² is known to about a quarter}
   */
  public boolean isKnown() {
    double error = squaredW2.error();
    return squaredW2.mean() > (Double.isNaN(error) ? 0 : 4 * error);
  }
}
