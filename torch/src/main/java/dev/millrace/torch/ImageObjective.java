package dev.millrace.torch;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Reordering;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;

/**
 * What an image network learns: conditional flow matching from Gaussian noise to images along a path.
 *
 * @param source where images come from
 * @param coupling which noise goes with which image; it leaves every image beside its class. Only {@link
 *     Coupling#INDEPENDENT} if the source's pairs are fixed
 * @param schedule the path between them
 * @param sigma noise around the path
 * @param time how training draws t
 */
public record ImageObjective(ImageSource source, Reordering coupling, Schedule schedule, SigmaForm sigma,
    TimeDistribution time) {

  /** @throws IllegalArgumentException if the coupling would part noise and image of fixed pairs */
  public ImageObjective {
    if (source.hasFixedPairs() && !coupling.equals(Coupling.INDEPENDENT)) {
      throw new IllegalArgumentException(
          "coupling " + coupling + " would part fixed pairs of noise and image; expected independent");
    }
  }

  /** Straight lines, independent coupling, uniform times. */
  public static ImageObjective flowMatching(ImageSource source) {
    return new ImageObjective(source, Coupling.INDEPENDENT, new Schedule.Linear(), new SigmaForm.None(),
        new TimeDistribution.Uniform());
  }

  /** The same with another coupling. */
  public ImageObjective withCoupling(Reordering value) {
    return new ImageObjective(source, value, schedule, sigma, time);
  }

  /** The same with other times. */
  public ImageObjective withTime(TimeDistribution value) {
    return new ImageObjective(source, coupling, schedule, sigma, value);
  }
}
