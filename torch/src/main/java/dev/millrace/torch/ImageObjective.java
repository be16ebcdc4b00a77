package dev.millrace.torch;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;

/**
 * What an image network learns: conditional flow matching from Gaussian noise to images along a path.
 *
 * @param source where images come from
 * @param coupling which noise goes with which image
 * @param schedule the path between them
 * @param sigma noise around the path
 * @param time how training draws t
 */
public record ImageObjective(ImageSource source, Coupling coupling, Schedule schedule, SigmaForm sigma,
    TimeDistribution time) {

  /** Straight lines, independent coupling, uniform times. */
  public static ImageObjective flowMatching(ImageSource source) {
    return new ImageObjective(source, Coupling.INDEPENDENT, new Schedule.Linear(), new SigmaForm.None(),
        new TimeDistribution.Uniform());
  }

  /** The same with another coupling. */
  public ImageObjective withCoupling(Coupling value) {
    return new ImageObjective(source, value, schedule, sigma, time);
  }

  /** The same with other times. */
  public ImageObjective withTime(TimeDistribution value) {
    return new ImageObjective(source, coupling, schedule, sigma, value);
  }
}
