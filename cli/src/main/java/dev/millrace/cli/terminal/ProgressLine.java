package dev.millrace.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The progress of some work as one line of text.
 *
 * @param name the name of the work
 * @param done units done, at most the total
 * @param total number of units; 0 if not known
 * @param elapsed seconds since the work began
 * @param left estimated seconds left, if known
 * @param news further text, in parts separated by commas; may be empty
 */
public record ProgressLine(String name, long done, long total, double elapsed, OptionalDouble left, String news) {
  private static final int LEAST_BAR = 8;
  private static final int MOST_BAR = 30;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  /** The line for a file or a pipe, with everything in it. */
  public String plain() {
    List<String> parts = new ArrayList<>();
    if (total > 0) {
      parts.add(count());
    }
    if (!news.isEmpty()) {
      parts.add(news);
    }
    parts.addAll(times());
    return name + ": " + String.join(", ", parts);
  }

  /**
   * The line for a terminal, with as much as fits into its width; the least important parts are left out first.
   *
   * @param columns the width of the terminal; the last column is left empty, as some terminals scroll once it is
   *           written
   * @param blocks whether the terminal shows block characters
   */
  public String fitted(int columns, boolean blocks) {
    int most = columns - 1;
    String times = ", " + String.join(", ", times());
    if (total == 0) {
      return cut(name + (news.isEmpty() ? "" : ", " + news) + times, most);
    }
    String head = String.format(Locale.ROOT, "%s %3d %% ", name, 100 * done / total);
    for (String tail : tails(times)) {
      int bar = Math.min(MOST_BAR, most - head.length() - 1 - tail.length());
      if (bar >= LEAST_BAR) {
        return head + bar(bar, blocks) + " " + tail;
      }
    }
    return cut(head.strip() + times, most);
  }

  /** The possible texts after the bar, the longest first. */
  private List<String> tails(String times) {
    List<String> tails = new ArrayList<>();
    String more = news;
    while (!more.isEmpty()) {
      tails.add(count() + times + ", " + more);
      more = more.substring(0, Math.max(0, more.lastIndexOf(", ")));
    }
    tails.add(count() + times);
    tails.add(times.substring(2));
    return tails;
  }

  private String count() {
    return String.format(Locale.ROOT, "%,d of %,d", done, total);
  }

  private List<String> times() {
    List<String> times = new ArrayList<>(List.of(duration(elapsed) + " elapsed"));
    if (left.isPresent() && done < total) {
      times.add(duration(left.getAsDouble()) + " left");
    }
    return times;
  }

  private String bar(int width, boolean blocks) {
    int eighths = (int) (8L * width * done / total);
    String bar = (blocks ? "█" : "#").repeat(eighths / 8)
        + (eighths % 8 == 0 ? "" : blocks ? EIGHTHS.charAt(eighths % 8) : ".");
    return bar + (blocks ? " " : ".").repeat(width - bar.length());
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /** Formats seconds, such as 42 s, 3 min 05 s, 2 h 10 min. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 100) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }
}
