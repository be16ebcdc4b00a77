package dev.millrace.serve.service;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.serve.http.Field;
import tools.jackson.databind.JsonNode;

/**
 * What a client asks for.
 *
 * @param count number of rows; as usual for the model if empty
 * @param seed the seed; one is drawn if empty
 * @param offset number of the first row; 0 if empty
 * @param steps number of steps
 * @param solver a method that takes a given number of steps
 * @param wanted the classes that rows have in turn by their number
 * @param guidance how strongly rows follow their class
 * @param where what rows of a table must be
 * @param columns the columns of a table that are wanted
 */
record SampleRequest(
    @Field(value = "how many rows; as many as are usual for the model if missing", least = 1) Optional<Integer> count,
    @Field("the seed; one is drawn, and told, if it is missing") Optional<Long> seed,
    @Field(value = "the number of the first row: rows i of equal seeds are equal", least = 0,
        most = 1L << 62) Optional<Long> offset,
    @Field(value = "the number of steps", least = 1) Optional<Integer> steps,
    @Field("the solver: euler, midpoint, heun, ralston or rk4; a flow map goes by itself if it is missing") Optional<String> solver,
    @JsonProperty("class") @Field("the class by name or number, several with commas between them, which rows have in turn, or any") Optional<JsonNode> wanted,
    @Field("the weight of guidance, 1 for none") Optional<Double> guidance,
    @Field("what rows of a table must be, such as \"sex=F, age>=60\"") Optional<String> where,
    @Field("the columns of a table that are wanted, with commas between them") Optional<String> columns) {

  /** How the rows are drawn. */
  RowSettings how() {
    return new RowSettings(steps.orElse(null), solver.orElse(null),
        wanted.map(given -> Classes.text("class", given)).orElse(null), guidance.orElse(null), where.orElse(null),
        columns.orElse(null));
  }
}
