package dev.millrace.runs.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Sources;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * What a user says of weights whose file does not say it, because another program has written it.
 *
 * @param said entries of the metadata, by name; the file must not say otherwise
 * @param like entries of the metadata of a run, which count where neither the user nor the file says anything
 * @param timeFirst whether the first layer takes the time before x, and not after it
 */
public record Foreign(Map<String, String> said, Map<String, String> like, boolean timeFirst) {
  /** The user says nothing. */
  public static final Foreign NOTHING = new Foreign(Map.of(), Map.of(), false);

  /** What a run's metadata say of that run alone. */
  private static final Set<String> OF_ONE_RUN = Set.of("provenance");
  private static final double GREATEST_TIME_SCALE = 1e5;

  /** Copies the maps. */
  public Foreign {
    said = Map.copyOf(said);
    like = Map.copyOf(like);
  }

  /**
   * {@return the same with the function between the layers}
   *
   * @param name the name of an {@link Activation}
   * @throws InvalidInputException if there is none of this name
   */
  public Foreign withActivation(String name) {
    return with("activation", Activation.parse(name).toString());
  }

  /**
   * {@return the same with what t is multiplied by before the network sees it}
   *
   * @param scale above 0
   * @throws InvalidInputException if it is out of range
   */
  public Foreign withTimeScale(double scale) {
    if (!(scale > 0 && scale <= GREATEST_TIME_SCALE)) {
      throw new InvalidInputException("`time-scale` %s: expected above 0 and at most 100000".formatted(scale));
    }
    return with("time_scale", Double.toString(scale));
  }

  /**
   * {@return the same with the distribution at t = 0}
   *
   * @param name the name of a {@link Sources source}
   * @throws InvalidInputException if there is none of this name
   */
  public Foreign withSource(String name) {
    if (Sources.named(name, 1).isEmpty()) {
      throw new InvalidInputException(
          "`source` %s: expected gaussian or one of those that datasets lists".formatted(Shown.quoted(name)));
    }
    return with("source", name);
  }

  /**
   * {@return the same with the mean and standard deviation of each column of the data: the network sees (x − mean)/std}
   *
   * @param mean one number for each column
   * @param std one number for each column
   */
  public Foreign withEncoding(List<Double> mean, List<Double> std) {
    return with("mean", joined(mean)).with("std", joined(std)).with("mean_type", "float64");
  }

  /**
   * {@return the same with the size of images}
   *
   * @param height in pixels
   * @param width in pixels
   */
  public Foreign withSize(int height, int width) {
    return with("height", Integer.toString(height)).with("width", Integer.toString(width));
  }

  /** {@return the same with the time before x} */
  public Foreign withTimeFirst() {
    return new Foreign(said, like, true);
  }

  /**
   * {@return the same with what a run's file says: its encoding, time scale, activation, source, names and, of images, its
   * network}
   *
   * @param run the folder of the run
   * @throws IOException if reading fails
   */
  public Foreign withLike(Path run) throws IOException {
    Map<String, String> known = new HashMap<>(Safetensors.read(RunDirectory.open(run).modelFile()).metadata());
    known.keySet().removeAll(OF_ONE_RUN);
    return new Foreign(said, known, timeFirst);
  }

  private Foreign with(String key, String value) {
    Map<String, String> more = new HashMap<>(said);
    more.put(key, value);
    return new Foreign(more, like, timeFirst);
  }

  private static String joined(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** {@return whether the user says nothing} */
  public boolean isEmpty() {
    return equals(NOTHING);
  }

  /**
   * {@return the metadata of a file with what the user says}
   *
   * @param file the file
   * @param own the metadata of the file
   * @throws InvalidInputException if the file says otherwise
   */
  public Map<String, String> with(Path file, Map<String, String> own) {
    Map<String, String> all = new HashMap<>(like);
    all.putAll(own);
    said.forEach((key, value) -> {
      @Nullable
      String already = own.get(key);
      if (already != null && !already.equals(value)) {
        throw new InvalidInputException("`%s` %s: %s says that it is %s".formatted(key.replace('_', '-'),
            Shown.cut(value), file, Shown.cut(already)));
      }
    });
    all.putAll(said);
    return all;
  }
}
