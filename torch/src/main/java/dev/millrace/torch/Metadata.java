package dev.millrace.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.millrace.flow.InvalidInputException;

/**
 * Reads numbers from the metadata of a file.
 *
 * @param where the file, for messages
 * @param words texts by name
 */
record Metadata(String where, Map<String, String> words) {
  boolean has(String key) {
    return words.containsKey(key);
  }

  String text(String key) {
    String text = words.get(key);
    if (text == null) {
      throw new InvalidInputException("%s: metadata '%s' is missing".formatted(where, key));
    }
    return text;
  }

  int integer(String key) {
    return integers(key).getFirst();
  }

  List<Integer> integers(String key) {
    try {
      return Arrays.stream(text(key).split(",", -1)).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new InvalidInputException("%s: metadata '%s' is '%s', expected whole numbers".formatted(where, key,
          text(key)), e);
    }
  }

  double number(String key) {
    try {
      return Double.parseDouble(text(key));
    } catch (NumberFormatException e) {
      throw new InvalidInputException("%s: metadata '%s' is '%s', expected a number".formatted(where, key, text(key)),
          e);
    }
  }

  /** Runs a constructor, and turns an exception from it into an error about the file. */
  <T> T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(where + ": " + e.getMessage(), e);
    }
  }
}
