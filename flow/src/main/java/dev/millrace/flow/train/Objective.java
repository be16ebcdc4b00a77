package dev.millrace.flow.train;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;

/**
 * What a training learns: conditional flow matching from a source to data along a path.
 *
 * @param source distribution of x0, at t = 0
 * @param data distribution of x1, at t = 1, with the dimension of the source
 * @param coupling decides which x0 is paired with which x1
 * @param schedule the path between them
 * @param sigma noise around the path
 * @param time distribution from which training draws t
 */
public record Objective(Distribution source, Distribution data, Coupling coupling, Schedule schedule, SigmaForm sigma,
    TimeDistribution time) {
  /**
   * Checks the dimensions.
   *
   * @throws IllegalArgumentException if the source and the data have different dimensions
   */
  public Objective {
    if (source.dim() != data.dim()) {
      throw new IllegalArgumentException("source has dim " + source.dim() + ", data has dim " + data.dim());
    }
  }

  /** The usual objective of flow matching: Gaussian noise, straight lines, independent coupling, uniform times. */
  public static Objective flowMatching(Distribution data) {
    return new Objective(new Gaussian(data.dim()), data, Coupling.INDEPENDENT, new Schedule.Linear(),
        new SigmaForm.None(),
        new TimeDistribution.Uniform());
  }

  /** Dimension of the points. */
  public int dim() {
    return data.dim();
  }
}
