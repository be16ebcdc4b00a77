package dev.millrace.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The provenance of a run. */
final class Provenance {
  private Provenance() {
  }

  static Map<String, String> of(String engine, Map<String, String> dataHashes) {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("version", Version.text());
    provenance.putAll(dataHashes);
    provenance.put("jdk", Runtime.version().toString());
    provenance.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    provenance.put("engine", engine);
    return provenance;
  }
}
