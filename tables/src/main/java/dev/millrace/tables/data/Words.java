package dev.millrace.tables.data;

import java.util.List;

/**
 * A column of words, such as the levels of a category, truth values, or free text.
 *
 * @param name as it stands in the file
 * @param codes for each row the number of its level, or {@link #MISSING}
 * @param levels the different words
 */
public record Words(String name, int[] codes, List<String> levels) implements Column {
  /** The code of a row without a value. */
  public static final int MISSING = -1;

  /** Copies the list of levels; the codes are shared. */
  public Words {
    levels = List.copyOf(levels);
  }

  @Override
  public int size() {
    return codes.length;
  }

  @Override
  public boolean isMissing(int row) {
    return codes[row] == MISSING;
  }

  @Override
  public String text(int row) {
    return isMissing(row) ? "" : levels.get(codes[row]);
  }

  @Override
  public Words rows(int[] rows) {
    int[] chosen = new int[rows.length];
    for (int r = 0; r < rows.length; r++) {
      chosen[r] = codes[rows[r]];
    }
    return new Words(name, chosen, levels);
  }
}
