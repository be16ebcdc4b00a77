package dev.millrace.spark.rows;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.text.Suggestion;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * How rows are drawn. What is null is as usual for the run; a run refuses what has no meaning for it.
 *
 * @param steps number of steps
 * @param solver a method that takes a given number of steps
 * @param classes the classes that rows have in turn by their number, separated by commas, or any
 * @param guidance weight of guidance w in u + w·(c − u)
 * @param where what rows of a table must be, such as {@code sex=F, age>=60}: the model draws only such rows
 * @param seed the seed
 * @param offset number of the first row, at least 0
 * @param partitions number of partitions, at least 1; null for the default parallelism of Spark
 */
public record SampleOptions(@Nullable Integer steps, @Nullable String solver, @Nullable String classes,
    @Nullable Double guidance, @Nullable String where, long seed, long offset, @Nullable Integer partitions)
    implements
      Serializable {
  static final String COUNT = "count";
  private static final String PATH = "path";
  private static final List<String> NAMES = List.of(COUNT, "steps", "solver", "class", "guidance", "where", "seed",
      "offset", "partitions", PATH);

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException naming the one that is out of range
   */
  public SampleOptions {
    if (offset < 0 || offset > Long.MAX_VALUE / 4) {
      throw new InvalidInputException("`offset` %d: expected 0 to %d".formatted(offset, Long.MAX_VALUE / 4));
    }
    if (partitions != null && partitions < 1) {
      throw new InvalidInputException("`partitions` %d: expected 1 or more".formatted(partitions));
    }
  }

  /** {@return all as usual, with seed 0 from the first row on} */
  public static SampleOptions defaults() {
    return new SampleOptions(null, null, null, null, null, 0, 0, null);
  }

  /**
   * {@return the same with another number of steps}
   *
   * @param value at least 1
   */
  public SampleOptions withSteps(int value) {
    return new SampleOptions(value, solver, classes, guidance, where, seed, offset, partitions);
  }

  /**
   * {@return the same with another solver}
   *
   * @param value a method that takes a given number of steps, such as heun
   */
  public SampleOptions withSolver(String value) {
    return new SampleOptions(steps, value, classes, guidance, where, seed, offset, partitions);
  }

  /**
   * {@return the same for some classes}
   *
   * @param value their names or numbers, separated by commas, or any
   * @param weight the weight of guidance; 1 for none
   */
  public SampleOptions withClasses(String value, double weight) {
    return new SampleOptions(steps, solver, value, weight, where, seed, offset, partitions);
  }

  /**
   * {@return the same for rows of a table that meet conditions}
   *
   * @param value such as {@code sex=F, age>=60}
   */
  public SampleOptions withWhere(String value) {
    return new SampleOptions(steps, solver, classes, guidance, value, seed, offset, partitions);
  }

  /**
   * {@return the same with another seed}
   *
   * @param value any number
   */
  public SampleOptions withSeed(long value) {
    return new SampleOptions(steps, solver, classes, guidance, where, value, offset, partitions);
  }

  /**
   * {@return the same from another row on}
   *
   * @param value number of the first row, at least 0
   */
  public SampleOptions withOffset(long value) {
    return new SampleOptions(steps, solver, classes, guidance, where, seed, value, partitions);
  }

  /**
   * {@return the same in another number of partitions}
   *
   * @param value at least 1
   */
  public SampleOptions withPartitions(int value) {
    return new SampleOptions(steps, solver, classes, guidance, where, seed, offset, value);
  }

  /** {@return how rows are drawn, all but their seed and their numbers} */
  public RowSettings settings() {
    return new RowSettings(steps, solver, classes, guidance, where, null);
  }

  /** {@return the options of the source of data, by name; without those that are as usual} */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    put(map, "steps", steps);
    put(map, "solver", solver);
    put(map, "class", classes);
    put(map, "guidance", guidance);
    put(map, "where", where);
    put(map, "seed", seed);
    put(map, "offset", offset);
    put(map, "partitions", partitions);
    return map;
  }

  private static void put(Map<String, String> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value.toString());
    }
  }

  /**
   * Reads options.
   *
   * @throws InvalidInputException naming the one that is unknown, or is not a number
   */
  static SampleOptions of(CaseInsensitiveStringMap map) {
    for (String name : map.keySet()) {
      if (!NAMES.contains(name)) {
        throw new InvalidInputException(
            "option %s: expected one of %s%s".formatted(name, String.join(", ", NAMES), Suggestion.of(name, NAMES)));
      }
    }
    return new SampleOptions(integer(map, "steps"), map.get("solver"), map.get("class"), real(map, "guidance"),
        map.get("where"), whole(map, "seed", 0), whole(map, "offset", 0), integer(map, "partitions"));
  }

  static String path(CaseInsensitiveStringMap map) {
    String path = map.get(PATH);
    if (path == null) {
      throw new InvalidInputException(
          "`path`: is missing; expected the folder of a run, such as load(\"runs/people\")");
    }
    return path;
  }

  static long whole(CaseInsensitiveStringMap map, String name, long usual) {
    String text = map.get(name);
    try {
      return text == null ? usual : Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException("`%s` %s: expected a whole number".formatted(name, text), e);
    }
  }

  private static @Nullable Integer integer(CaseInsensitiveStringMap map, String name) {
    if (!map.containsKey(name)) {
      return null;
    }
    long value = whole(map, name, 0);
    if (value != (int) value) {
      throw new InvalidInputException("`%s` %d: expected at most %d".formatted(name, value, Integer.MAX_VALUE));
    }
    return (int) value;
  }

  private static @Nullable Double real(CaseInsensitiveStringMap map, String name) {
    String text = map.get(name);
    try {
      return text == null ? null : Double.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException("`%s` %s: expected a number".formatted(name, text), e);
    }
  }
}
