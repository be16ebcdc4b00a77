package dev.millrace;

import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.run.Build;

/** The provenance that a model file holds. */
final class Provenance {
  /** The number of reflows that led to a flow. */
  static final String ROUNDS = "reflow";

  private Provenance() {
  }

  static Map<String, String> of(long seed) {
    return new TreeMap<>(
        Map.of("version", Build.version(), "seed", Long.toString(seed), "jdk", Build.jdk(), "os", Build.os()));
  }
}
