package dev.millrace.runs.text;

import java.util.Collection;

import dev.millrace.flow.text.Nearest;

/** The name that was probably meant. */
public final class Suggestion {
  private Suggestion() {
  }

  /**
   * {@return "; did you mean 'train'?", or nothing if no name is near}
   *
   * @param found what was found
   * @param known the names that are known
   */
  public static String of(String found, Collection<String> known) {
    return Nearest.of(found, known).map(name -> "; did you mean '" + name + "'?").orElse("");
  }
}
