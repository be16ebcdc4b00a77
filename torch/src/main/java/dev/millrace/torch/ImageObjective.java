package dev.millrace.torch;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Reordering;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;

/**
 * The objective of an image network: conditional flow matching from Gaussian noise to images along a path.
 *
 * @param source the images, and the noise that they are paired with
 * @param coupling how noise is paired with images; it never separates an image from its class. It must be
 *           {@link Coupling#INDEPENDENT} if the pairs of the source are fixed
 * @param schedule the path between them
 * @param sigma noise around the path
 * @param time how training draws t
 */
public record ImageObjective(ImageSource source, Reordering coupling, Schedule schedule, SigmaForm sigma,
    TimeDistribution time) {

  /** @throws IllegalArgumentException if the coupling would separate the noise and the image of fixed pairs */
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

  /** The same with another time distribution. */
  public ImageObjective withTime(TimeDistribution value) {
    return new ImageObjective(source, coupling, schedule, sigma, value);
  }
}
