package dev.millrace.serve.service;

import dev.millrace.serve.http.Problem;
import tools.jackson.databind.JsonNode;

/** Classes in requests. */
final class Classes {
  private Classes() {
  }

  /**
   * {@return a class as options name it}
   *
   * @throws Problem 400 if it is neither a text nor a whole number
   */
  static String text(String field, JsonNode given) {
    if (!given.isString() && !given.isIntegralNumber()) {
      throw new Problem(400, "`%s`: expected a text or a whole number".formatted(field), field);
    }
    return given.asString();
  }
}
