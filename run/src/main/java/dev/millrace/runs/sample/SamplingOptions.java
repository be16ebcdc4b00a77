package dev.millrace.runs.sample;

import dev.millrace.flow.io.Csv;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.work.Device;
import org.jspecify.annotations.Nullable;

/**
 * Which samples of a run are made, and how. A kind rejects what has no meaning for it.
 *
 * @param start what is integrated
 * @param integration how it is integrated
 * @param seed seed of the random numbers
 * @param classes the classes of the samples, by name or number, separated by commas, or any; the usual ones if null
 * @param guidance weight of guidance w in u + w·(c − u); 1 if null
 * @param trajectory whether the states on the way are kept too
 * @param device what computes
 * @param header whether the first row of a .csv file of {@code start} holds names
 * @param file the name of the file that the samples are for, so that its limits are checked before the work; may be
 *     empty
 */
public record SamplingOptions(Start start, Integration integration, Seed seed, @Nullable String classes,
    @Nullable Double guidance, boolean trajectory, Device device, Csv.Header header, String file) {
  /**
   * {@return the usual options for so many samples}
   *
   * @param count how many
   * @param seed the seed
   */
  public static SamplingOptions of(int count, long seed) {
    return new SamplingOptions(new Start.Drawn(count, 0), Integration.USUAL, new Seed(seed), null, null, false,
        Device.AUTO, Csv.Header.AUTO, "");
  }

  /**
   * {@return the same options for rows of noise from a number on}
   *
   * @param offset the index of the first row
   * @param count how many
   */
  public SamplingOptions withRows(long offset, int count) {
    return withStart(new Start.Drawn(count, offset));
  }

  /**
   * {@return the same options for another start}
   *
   * @param other where the samples start
   */
  public SamplingOptions withStart(Start other) {
    return new SamplingOptions(other, integration, seed, classes, guidance, trajectory, device, header, file);
  }

  /**
   * {@return the same options, integrated in another way}
   *
   * @param other solver, steps and grid
   */
  public SamplingOptions withIntegration(Integration other) {
    return new SamplingOptions(start, other, seed, classes, guidance, trajectory, device, header, file);
  }

  /**
   * {@return the same options with other classes}
   *
   * @param other names or numbers, separated by commas; null for all classes in turn
   */
  public SamplingOptions withClasses(@Nullable String other) {
    return new SamplingOptions(start, integration, seed, other, guidance, trajectory, device, header, file);
  }

  /**
   * {@return the same options with another weight of guidance}
   *
   * @param other w in u + w·(c − u); null for 1
   */
  public SamplingOptions withGuidance(@Nullable Double other) {
    return new SamplingOptions(start, integration, seed, classes, other, trajectory, device, header, file);
  }

  /**
   * {@return the same options on another device}
   *
   * @param other device, precision and threads
   */
  public SamplingOptions withDevice(Device other) {
    return new SamplingOptions(start, integration, seed, classes, guidance, trajectory, other, header, file);
  }
}
