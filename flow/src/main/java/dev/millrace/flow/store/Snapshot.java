package dev.millrace.flow.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

import dev.millrace.flow.io.AtomicFile;

/**
 * What a training needs to resume, taken between two steps.
 *
 * @param step number of finished steps, 0 or more
 * @param files the writers of the files' contents by file name; names consist of letters, digits, '.', '_' and '-', and
 *     begin with a letter or digit
 * @param facts text by name, in addition to the files, such as the hashes of configuration and data
 */
public record Snapshot(long step, SequencedMap<String, AtomicFile.Body> files, Map<String, String> facts) {
  static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /**
   * Copies both maps.
   *
   * @throws IllegalArgumentException if the step is negative or a name is not allowed
   */
  public Snapshot {
    if (step < 0) {
      throw new IllegalArgumentException("step = " + step + ", expected at least 0");
    }
    files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
    facts = Map.copyOf(facts);
    for (String name : files.keySet()) {
      if (!FILE_NAME.matcher(name).matches() || name.equals(Manifest.NAME)) {
        throw new IllegalArgumentException("'" + name + "' cannot name a file of a checkpoint");
      }
    }
  }
}
