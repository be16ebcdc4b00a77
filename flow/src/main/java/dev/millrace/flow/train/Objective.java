package dev.millrace.flow.train;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;

/**
 * What is learnt: conditional flow matching from a source to data along a path.
 *
 * @param source distribution of x0, at t = 0
 * @param data distribution of x1, at t = 1, of the source's dim
 * @param coupling which x0 goes with which x1
 * @param schedule the path between them
 * @param sigma noise around the path
 * @param time how training draws t
 */
public record Objective(Distribution source, Distribution data, Coupling coupling, Schedule schedule, SigmaForm sigma,
    TimeDistribution time) {
  /**
   * Checks the dims.
   *
   * @throws IllegalArgumentException if the source and the data differ in dim
   */
  public Objective {
    if (source.dim() != data.dim()) {
      throw new IllegalArgumentException("source has dim " + source.dim() + ", data has dim " + data.dim());
    }
  }

  /** The lesson's recipe: Gaussian noise, straight lines, independent coupling, uniform times. */
  public static Objective flowMatching(Distribution data) {
    return new Objective(new Gaussian(data.dim()), data, Coupling.INDEPENDENT, new Schedule.Linear(),
        new SigmaForm.None(),
        new TimeDistribution.Uniform());
  }

  /** Width of the points. */
  public int dim() {
    return data.dim();
  }
}
