package dev.millrace.serve.studio;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.text.Shown;
import dev.millrace.serve.http.Field;
import dev.millrace.serve.http.Problem;
import tools.jackson.databind.JsonNode;

/**
 * What a page asks for when it begins a training: data to learn, a run that goes on, or a flow to straighten.
 *
 * @param page the page; it has one training at a time
 * @param data the data by name, or a file
 * @param options options of the training by name
 * @param from a run whose weights the training starts from
 * @param resume a run that goes on
 * @param reflow a flow to straighten
 * @param particles the number of particles that pages see
 * @param seed the seed of their noise
 * @param paused whether the training waits before its first step
 */
record Asked(
    @Field("the page; it has one training at a time") Optional<String> page,
    @Field("the data by name, or a file") Optional<String> data,
    @Field("options of the training by name") Optional<Map<String, JsonNode>> options,
    @Field("a run whose weights the training starts from") Optional<String> from,
    @Field("a run that goes on") Optional<String> resume,
    @Field("a flow to straighten") Optional<Reflow> reflow,
    @Field(value = "the number of particles that pages see", least = 1, most = 20_000) Optional<Integer> particles,
    @Field("the seed of their noise") Optional<Long> seed,
    @Field("whether the training waits before its first step") Optional<Boolean> paused) {

  /** Pairs and steps of a reflow: a page is for what takes minutes. */
  private static final int MOST_OF_REFLOW = 1_000_000;

  /**
   * How a flow is straightened.
   *
   * @param of the run
   * @param pairs the number of pairs
   * @param steps the steps of the new training
   * @param distill whether it learns the way as a whole
   */
  record Reflow(
      @Field("the run") String of,
      @Field("the number of pairs") Optional<JsonNode> pairs,
      @Field("the steps of the new training") Optional<JsonNode> steps,
      @Field("whether it learns the way as a whole") Optional<Boolean> distill) {}

  /** Requires something to learn. */
  Asked {
    if (data.isEmpty() && from.isEmpty() && resume.isEmpty() && reflow.isEmpty()) {
      throw new Problem(422, "`data`: is missing; expected the name of data, or a file", "data");
    }
    if (data.isPresent() && data.get().indexOf('\0') >= 0) {
      throw new Problem(422, "`data`: expected a name without the character of code 0", "data");
    }
  }

  /** The values of the options. */
  Map<String, Object> optionValues() {
    Map<String, Object> values = new LinkedHashMap<>();
    options.ifPresent(given -> given.forEach((name, value) -> values.put(name, value(name, value))));
    return values;
  }

  /** The value of an option; a field of the page may send a number as text. */
  private static Object value(String name, JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    if (value.isNull() || value.isContainer()) {
      throw new Problem(422, "`%s` %s: expected a number, a text, true or false".formatted(name, Shown.cut(value
          .toString())), name);
    }
    String text = value.asString(value.toString()).trim();
    Object usual = ConfigFile.names(RunConfig.defaults()).contains(name)
        ? ConfigFile.value(RunConfig.defaults(), name)
        : "";
    try {
      if (usual instanceof Double) {
        return Double.valueOf(text);
      }
      if (usual instanceof Number) {
        BigDecimal whole = new BigDecimal(text);
        return usual instanceof Integer ? (Object) (long) whole.intValueExact() : (Object) whole.longValueExact();
      }
    } catch (NumberFormatException e) {
      throw new Problem(422, "`%s` %s: expected a %s".formatted(name, Shown.cut(text), usual instanceof Double
          ? "number, such as " + usual
          : "whole number, such as " + usual), name);
    } catch (ArithmeticException e) {
      throw new Problem(422, "`%s` %s: expected a whole number of at most %s".formatted(name, Shown.cut(text),
          usual instanceof Integer ? Integer.MAX_VALUE : Long.MAX_VALUE), name);
    }
    return value.isIntegralNumber() && value.canConvertToLong()
        ? (Object) value.asLong()
        : value.isNumber() ? (Object) value.asDouble() : text;
  }

  /** A whole number from 1, which a field of the page may send as text that is none. */
  static int whole(String name, Optional<JsonNode> asked, int usual) {
    if (asked.isEmpty()) {
      return usual;
    }
    JsonNode given = asked.get();
    if (given.isIntegralNumber() && given.canConvertToInt() && given.asInt() > 0 && given.asInt() <= MOST_OF_REFLOW) {
      return given.asInt();
    }
    throw new Problem(422, "`%s` %s: expected a whole number from 1 to %d".formatted(name, Shown.cut(given.asString(
        given.toString())), MOST_OF_REFLOW), name);
  }
}
