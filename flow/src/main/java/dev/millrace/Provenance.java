package dev.millrace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The provenance that a model file holds. */
final class Provenance {
  /** The number of reflows that led to a flow. */
  static final String ROUNDS = "reflow";

  private Provenance() {
  }

  static Map<String, String> of(long seed) {
    return new TreeMap<>(Map.of("version", version(), "seed", Long.toString(seed), "jdk", Runtime.version().toString(),
        "os", System.getProperty("os.name") + " " + System.getProperty("os.arch")));
  }

  /** The version of this build, which the build writes into a resource. */
  static String version() {
    try (InputStream in = Objects.requireNonNull(Provenance.class.getResourceAsStream("version.txt"), "version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
