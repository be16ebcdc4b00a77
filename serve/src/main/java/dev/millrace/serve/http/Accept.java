package dev.millrace.serve.http;

import java.util.List;
import java.util.Locale;

/** Which form of an answer a client likes best (RFC 9110, section 12.5.1). */
final class Accept {
  private Accept() {
  }

  /**
   * {@return the type that is liked best; of those alike, the first}
   *
   * @param given the values of the header
   * @param types the types that there are
   * @throws Problem 406 if none is accepted
   */
  static String best(List<String> given, List<String> types) {
    String header = String.join(",", given).strip();
    if (header.isEmpty()) {
      return types.getFirst();
    }
    String best = "";
    double most = 0;
    for (String type : types) {
      double weight = weight(header, type);
      if (weight > most) {
        most = weight;
        best = type;
      }
    }
    if (best.isEmpty()) {
      throw new Problem(406, "`Accept` %s: expected %s".formatted(
          header.length() > 80 ? header.substring(0, 80) + "…" : header, String.join(", ", types)), "Accept");
    }
    return best;
  }

  /** The weight of the most specific range that a type is in; 0 if it is in none. */
  private static double weight(String header, String type) {
    int specific = -1;
    double weight = 0;
    for (String part : header.split(",", -1)) {
      String[] words = part.split(";", -1);
      String range = words[0].strip().toLowerCase(Locale.ROOT);
      int rank = range.equals(type)
          ? 2
          : range.equals(type.substring(0, type.indexOf('/')) + "/*")
              ? 1
              : range.equals("*/*") ? 0 : -1;
      if (rank > specific) {
        specific = rank;
        weight = quality(words);
      }
    }
    return weight;
  }

  private static double quality(String... words) {
    for (int i = 1; i < words.length; i++) {
      String word = words[i].strip();
      if (word.regionMatches(true, 0, "q=", 0, 2)) {
        try {
          double value = Double.parseDouble(word.substring(2));
          return value >= 0 && value <= 1 ? value : 0;
        } catch (NumberFormatException _) {
          return 0;
        }
      }
    }
    return 1;
  }
}
