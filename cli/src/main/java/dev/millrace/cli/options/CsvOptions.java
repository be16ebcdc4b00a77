package dev.millrace.cli.options;

import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of verbs that read .csv files, whose first row may hold names. */
public final class CsvOptions {

  @Option(names = "--header", paramLabel = "WORD",
      description = "whether the first row of a .csv file holds the columns' names: yes, no, or auto, which takes it "
          + "for names if it holds no number")
  @Nullable
  String header;

  /** The value of the option. */
  public Csv.Header csvHeader() {
    String word = header == null ? "auto" : header;
    for (Csv.Header each : Csv.Header.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw new InvalidInputException("--header " + Shown.cut(word) + ": expected auto, yes or no");
  }
}
