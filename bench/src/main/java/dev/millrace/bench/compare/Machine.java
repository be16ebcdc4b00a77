package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the comparison ran.
 *
 * @param processor its model
 * @param cores that this process may use
 * @param java version of the JDK
 * @param system name and architecture of the operating system
 * @param versions of the contestants and their libraries
 */
record Machine(String processor, int cores, String java, String system, Map<String, String> versions) {

  /** This one. */
  static Machine here(Map<String, String> versions) {
    return new Machine(processorModel(), Runtime.getRuntime().availableProcessors(), Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"), new TreeMap<>(versions));
  }

  private static String processorModel() {
    Path linux = Path.of("/proc/cpuinfo");
    try {
      Map<String, String> found = new TreeMap<>();
      for (String line : Files.readAllLines(linux)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          found.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
      return "%s (family %s, model %s)".formatted(found.getOrDefault("model name", "unknown processor"),
          found.getOrDefault("cpu family", "?"), found.getOrDefault("model", "?"));
    } catch (IOException _) {
      return System.getProperty("os.arch") + " processor";
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("%s, %d cores, %s; JDK %s".formatted(processor, cores, system, java));
    versions.forEach((name, version) -> text.append("; ").append(name).append(' ').append(version));
    return text.toString();
  }
}
