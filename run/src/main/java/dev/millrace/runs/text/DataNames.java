package dev.millrace.runs.text;

import java.nio.file.Path;

/** How data are named in titles. */
public final class DataNames {
  private DataNames() {
  }

  /**
   * {@return a short name of the data, such as "mnist"; for a folder, its last name}
   *
   * @param data the name of the data, or a file
   */
  public static String shortName(String data) {
    Path last = Path.of(data.replaceFirst("^(idx|images):", "")).normalize().getFileName();
    return last == null || last.toString().isEmpty() ? data : last.toString();
  }

  /**
   * {@return what the title of a picture of points says of columns that it does not show; empty if there are none}
   *
   * @param columns the number of columns
   */
  public static String ofColumns(int columns) {
    return columns > 2 ? ", the first 2 of " + columns + " columns" : "";
  }
}
