package dev.millrace.serve.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What samples are asked for. Whatever is empty is as the service has it.
 *
 * @param count number of samples
 * @param seed the seed; the service draws one, and tells it, if it is empty
 * @param offset the number of the first sample: samples of the same number and seed are the same
 * @param steps number of steps
 * @param solver the name of the solver
 * @param label the class, by its name or number
 * @param guidance how strongly samples follow their class; 1 for no guidance
 * @param where what rows of a table must be, such as "age>=60"
 * @param columns the columns of a table that are wanted, separated by commas
 */
public record Ask(int count, Optional<Long> seed, long offset, Optional<Integer> steps, Optional<String> solver,
    Optional<String> label, Optional<Double> guidance, Optional<String> where, Optional<String> columns) {
  /** Checks the values. */
  public Ask {
    if (count < 1 || offset < 0) {
      throw new IllegalArgumentException("`count` %d, `offset` %d: expected at least 1 and 0".formatted(count, offset));
    }
  }

  /**
   * {@return a number of samples, as usual}
   *
   * @param count number of samples, at least 1
   */
  public static Ask of(int count) {
    return new Ask(count, Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.empty());
  }

  /**
   * {@return this with a seed}
   *
   * @param value the seed
   */
  public Ask withSeed(long value) {
    return new Ask(count, Optional.of(value), offset, steps, solver, label, guidance, where, columns);
  }

  /**
   * {@return this from another sample on}
   *
   * @param value the number of the first sample, at least 0
   */
  public Ask withOffset(long value) {
    return new Ask(count, seed, value, steps, solver, label, guidance, where, columns);
  }

  /**
   * {@return this with a number of steps}
   *
   * @param value number of steps, at least 1
   */
  public Ask withSteps(int value) {
    return new Ask(count, seed, offset, Optional.of(value), solver, label, guidance, where, columns);
  }

  /**
   * {@return this with a solver}
   *
   * @param name such as "heun"
   */
  public Ask withSolver(String name) {
    return new Ask(count, seed, offset, steps, Optional.of(name), label, guidance, where, columns);
  }

  /**
   * {@return this of a class}
   *
   * @param name its name or number
   */
  public Ask withClass(String name) {
    return new Ask(count, seed, offset, steps, solver, Optional.of(name), guidance, where, columns);
  }

  /**
   * {@return this with guidance}
   *
   * @param weight how strongly samples follow their class
   */
  public Ask withGuidance(double weight) {
    return new Ask(count, seed, offset, steps, solver, label, Optional.of(weight), where, columns);
  }

  /**
   * {@return this with conditions on rows of a table}
   *
   * @param conditions such as "sex=F, age>=60"
   */
  public Ask withWhere(String conditions) {
    return new Ask(count, seed, offset, steps, solver, label, guidance, Optional.of(conditions), columns);
  }

  /**
   * {@return this with some columns of a table}
   *
   * @param names their names, separated by commas
   */
  public Ask withColumns(String names) {
    return new Ask(count, seed, offset, steps, solver, label, guidance, where, Optional.of(names));
  }

  /** What is sent. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("count", count);
    seed.ifPresent(value -> body.put("seed", value));
    if (offset > 0) {
      body.put("offset", offset);
    }
    steps.ifPresent(value -> body.put("steps", value));
    solver.ifPresent(value -> body.put("solver", value));
    label.ifPresent(value -> body.put("class", value));
    guidance.ifPresent(value -> body.put("guidance", value));
    where.ifPresent(value -> body.put("where", value));
    columns.ifPresent(value -> body.put("columns", value));
    return body;
  }
}
