package dev.millrace.flow.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely meant. */
public final class Nearest {
  /** Longer than any known name; the time needed grows with the length. */
  private static final int LONGEST = 64;

  private Nearest() {
  }

  /**
   * The known name nearest to {@code wrong}, if it is near enough to be suggested: at most one edit, or one edit per
   * three letters, and always fewer edits than {@code wrong} has letters. An edit inserts, deletes or replaces a letter
   * or swaps two adjacent letters (optimal string alignment: Damerau 1964, restricted); upper and lower case are equal.
   *
   * @param wrong the name that was given
   * @param known the names that exist; among equally near ones the first wins
   * @return the name to suggest, or empty
   */
  public static Optional<String> of(String wrong, Collection<String> known) {
    if (wrong.length() > LONGEST) {
      return Optional.empty();
    }
    int bestDistance = Math.min(Math.max(1, wrong.length() / 3), wrong.length() - 1) + 1;
    Optional<String> best = Optional.empty();
    for (String name : known) {
      int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = Optional.of(name);
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
