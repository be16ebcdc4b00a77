package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.tables.data.ValueForm;

/** The forms of dates and times that are tried, and what they are in DuckDB. */
final class DateForms {
  /** Where a day and a month can be exchanged, the first of the two is taken if both fit. */
  private static final List<String> DATES = List.of("uuuu-MM-dd", "uuuu/MM/dd", "uuuu.MM.dd", "dd.MM.uuuu", "d.M.uuuu",
      "MM/dd/uuuu", "dd/MM/uuuu", "M/d/uuuu", "d/M/uuuu", "dd-MM-uuuu", "MM-dd-uuuu", "dd MMM uuuu", "d MMM uuuu",
      "dd-MMM-uuuu", "d-MMM-uuuu", "MMM d, uuuu", "MMMM d, uuuu", "d MMMM uuuu", "uuuuMMdd");
  private static final List<String> TIMES = List.of("HH:mm:ss", "HH:mm", "HH:mm:ss.SSS", "HH:mm:ss.SSSSSS",
      "H:mm", "H:mm:ss", "h:mm a", "h:mm:ss a", "hh:mm a", "hh:mm:ss a");
  private static final List<String> ENDS = List.of("", "'Z'", "'+00:00'", "'+00'", "' UTC'");
  private static final String[][] CODES = {{"uuuu", "%Y"}, {"MMMM", "%B"}, {"MMM", "%b"}, {"MM", "%m"}, {"M", "%-m"},
      {"dd", "%d"}, {"d", "%-d"}, {"HH", "%H"}, {"H", "%-H"}, {"hh", "%I"}, {"h", "%-I"}, {"mm", "%M"}, {"ss", "%S"},
      {"SSSSSS", "%f"}, {"SSS", "%g"}, {"a", "%p"}};

  private static final double MICROSECOND = 1e-6;

  private DateForms() {
  }

  /** The forms that fit all texts, those that are preferred first. */
  static List<ValueForm> fitting(List<String> texts) {
    List<ValueForm> fitting = new ArrayList<>();
    String first = texts.getFirst();
    int digits = (int) first.chars().filter(Character::isDigit).count();
    if (digits < 5 || (digits == first.length() && digits != 8) || first.length() > 40) {
      return fitting;
    }
    for (String date : DATES) {
      add(fitting, ValueForm.Date.of(date), texts);
      for (String time : TIMES) {
        for (String between : List.of(" ", "'T'")) {
          for (String end : ENDS) {
            if (first.indexOf(':') > 0) {
              add(fitting, ValueForm.Timestamp.of(date + between + time + end,
                  time.endsWith("S") ? MICROSECOND : 1), texts);
            }
          }
        }
      }
    }
    return fitting;
  }

  private static void add(List<ValueForm> fitting, ValueForm form, List<String> texts) {
    for (String text : texts) {
      double value = form.parse(text);
      // The form of eight digits fits many numbers that are no dates.
      if (Double.isNaN(value) || !form.format(value).equals(text)) {
        return;
      }
    }
    fitting.add(form);
  }

  /**
   * The pattern in the language of DuckDB's strptime.
   *
   * @throws IllegalArgumentException naming what is not known
   */
  static String duck(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length();) {
      char c = pattern.charAt(i);
      if (c == '\'') {
        int end = pattern.indexOf('\'', i + 1);
        if (end < 0) {
          throw new IllegalArgumentException("a quote without an end");
        }
        text.append(pattern, i + 1, end);
        i = end + 1;
      } else if (Character.isLetter(c)) {
        int end = i;
        while (end < pattern.length() && pattern.charAt(end) == c) {
          end++;
        }
        text.append(code(pattern.substring(i, end)));
        i = end;
      } else {
        text.append(c == '%' ? "%%" : String.valueOf(c));
        i++;
      }
    }
    return text.toString();
  }

  private static String code(String letters) {
    for (String[] code : CODES) {
      if (code[0].equals(letters)) {
        return code[1];
      }
    }
    throw new IllegalArgumentException("'%s', expected uuuu, MM, M, MMM, dd, d, HH, H, mm, ss, SSS, SSSSSS, hh, h or a"
        .formatted(letters));
  }
}
