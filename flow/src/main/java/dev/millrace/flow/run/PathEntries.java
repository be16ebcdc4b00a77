package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.SigmaForms;

/**
 * The metadata entries of a model file that describe the path it was trained with: {@code path}, and {@code sigma_min}
 * unless that is {@code none}. Files written by earlier releases never have the second; for them it is taken from the
 * {@code run.yaml} in the same folder, if there is one.
 *
 * @param path the schedule without σ, as {@link Schedule#spec()} writes it
 * @param sigmaMin the form of σ, as {@link SigmaForm#spec()} writes it
 */
public record PathEntries(String path, String sigmaMin) {
  /** The form of σ of paths without σ. */
  public static final String NO_SIGMA = new SigmaForm.None().spec();
  private static final String PATH = "path";
  /** The beginning of the name of a path, or form of σ, that only the program knows that trained the flow. */
  private static final String OWN = "own:";
  private static final String SIGMA_MIN = "sigma_min";

  /**
   * {@return the entries of a training} Sampling by an ODE needs neither, so that a path of a user's own, whose name
   * this library cannot read, is no obstacle; it is marked as such.
   *
   * @param path the path that the flow was trained with
   * @param sigma the noise around the path
   */
  public static PathEntries of(Schedule path, SigmaForm sigma) {
    return new PathEntries(named(path.spec(), spec -> Schedules.parse(spec).equals(path)),
        named(sigma.spec(), spec -> SigmaForms.parse(spec).equals(sigma)));
  }

  private static String named(String spec, Predicate<String> isKnown) {
    try {
      return isKnown.test(spec) ? spec : OWN + spec;
    } catch (InvalidInputException e) {
      return OWN + spec;
    }
  }

  /**
   * Adds the entries to a file's metadata.
   *
   * @param metadata the entries of the file, by name
   */
  public void putInto(Map<String, String> metadata) {
    metadata.put(PATH, path);
    if (!sigmaMin.equals(NO_SIGMA)) {
      metadata.put(SIGMA_MIN, sigmaMin);
    }
  }

  /**
   * Reads the entries of a file. A file of another program without them has the linear path without σ.
   *
   * @param file the file that the metadata were read from
   * @param metadata the entries of the file, by name
   * @return the path with its form of σ
   * @throws InvalidInputException if an entry is not a valid path or form of σ, or the two exclude each other
   * @throws IOException if reading fails
   */
  public static PathEntries of(Path file, Map<String, String> metadata) throws IOException {
    Path config = file.resolveSibling(RunDirectory.CONFIG);
    String sigmaMin = NO_SIGMA;
    if (metadata.containsKey(PATH) && !metadata.containsKey(SIGMA_MIN) && Files.isRegularFile(config)) {
      sigmaMin = ConfigFile.option(config, "sigma-min").orElse(NO_SIGMA);
    }
    return of(file.toString(), metadata, sigmaMin);
  }

  /**
   * Reads the entries of a model that lies in no run folder, as {@link #of(Path, Map)}.
   *
   * @param name the name of the model in messages
   * @param metadata the entries
   * @return the path with its form of σ
   * @throws InvalidInputException if an entry is not a valid path or form of σ, or the two exclude each other
   */
  public static PathEntries of(String name, Map<String, String> metadata) {
    return of(name, metadata, NO_SIGMA);
  }

  private static PathEntries of(String file, Map<String, String> metadata, String otherwise) {
    String path = metadata.getOrDefault(PATH, "linear");
    String sigmaMin = metadata.getOrDefault(SIGMA_MIN, otherwise);
    try {
      SigmaForm sigma = sigmaMin.startsWith(OWN) ? new SigmaForm.None() : SigmaForms.parse(sigmaMin);
      sigma.applyTo(path.startsWith(OWN) ? new Schedule.Linear() : Schedules.parse(path));
    } catch (IllegalArgumentException | InvalidInputException e) {
      throw new InvalidInputException("%s: %s".formatted(file, e.getMessage()), e);
    }
    return new PathEntries(path, sigmaMin);
  }
}
