package dev.millrace.runs.evaluate;

import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Tableau;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of a run, and how. Values that are null stand for the usual ones; a kind rejects those that have no
 * meaning for it.
 *
 * @param method the method of the steps
 * @param nfe numbers of function evaluations per sample; empty for the usual ones
 * @param count number of samples
 * @param repeats points: how often the comparison is repeated
 * @param standardised points: whether figures are in standard deviations of each column
 * @param seed seed of the random numbers
 * @param threads number of threads; 0 for all processors
 * @param guidance images: weight of guidance of the samples whose classes are checked
 * @param guidedSteps images: number of steps of these samples
 * @param classifier images: the file of the classifier whose features are compared
 * @param device images: auto, cpu or cuda
 * @param precision images: auto, fp32 or bf16
 * @param draw whether pictures of the figures are drawn
 */
public record EvaluationOptions(Tableau method, List<Integer> nfe, @Nullable Integer count, @Nullable Integer repeats,
    boolean standardised, long seed, int threads, @Nullable Double guidance, @Nullable Integer guidedSteps,
    @Nullable Path classifier, @Nullable String device, @Nullable String precision, boolean draw) {
  /** The usual measurements, by Euler steps. */
  public static final EvaluationOptions USUAL = new EvaluationOptions(Tableau.EULER, List.of(), null, null, false, 0, 0,
      null, null, null, null, null, true);

  /**
   * Checks the values.
   *
   * @throws InvalidInputException if a number is out of range
   */
  public EvaluationOptions {
    nfe = List.copyOf(nfe);
    if (threads < 0) {
      throw new InvalidInputException("`threads` " + threads + ": expected 0 or more");
    }
  }

  /**
   * {@return the same options with another number of samples}
   *
   * @param other number of samples, at least 1
   */
  public EvaluationOptions withCount(int other) {
    return new EvaluationOptions(method, nfe, other, repeats, standardised, seed, threads, guidance, guidedSteps,
        classifier, device, precision, draw);
  }

  /**
   * {@return the same options with other numbers of function evaluations}
   *
   * @param other evaluations of the network per sample, each at least 1
   */
  public EvaluationOptions withNfe(List<Integer> other) {
    return new EvaluationOptions(method, other, count, repeats, standardised, seed, threads, guidance, guidedSteps,
        classifier, device, precision, draw);
  }

  /**
   * {@return the same options with or without pictures}
   *
   * @param other whether pictures of the figures are drawn
   */
  public EvaluationOptions withDraw(boolean other) {
    return new EvaluationOptions(method, nfe, count, repeats, standardised, seed, threads, guidance, guidedSteps,
        classifier, device, precision, other);
  }
}
