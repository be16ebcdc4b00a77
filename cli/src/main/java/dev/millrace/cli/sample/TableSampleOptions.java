package dev.millrace.cli.sample;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.kind.sample.RowOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of sampling that only tables have. */
public final class TableSampleOptions {
  @Option(names = "--where", paramLabel = "CONDITIONS",
      description = "tables: what rows must be, such as \"sex=F, age>=60, city!=Bern, income 1000..2000, phone is missing\"")
  private @Nullable String where;

  @Option(names = "--columns", paramLabel = "LIST",
      description = "tables: the columns to write, separated by commas; default all except free text")
  private @Nullable String columns;

  @Option(names = "--balanced", description = "tables: all levels of the label equally often")
  private boolean balanced;

  @Option(names = "--safe-csv",
      description = "tables: write words that begin with =, +, -, @ or a tab with an apostrophe before them, so that a "
          + "spreadsheet does not take them for formulas")
  private boolean safeCsv;

  RowOptions rows() {
    if (where != null && where.isBlank()) {
      throw new InvalidInputException("--where '%s': expected conditions, such as \"age>=60\"".formatted(where));
    }
    return new RowOptions(where == null ? "" : where, columns, balanced, safeCsv);
  }

  /** Fails if an option is given that only tables have. */
  void refuse(String run, String kind) {
    String given = where != null
        ? "--where"
        : columns != null ? "--columns" : balanced ? "--balanced" : safeCsv ? "--safe-csv" : "";
    if (!given.isEmpty()) {
      throw new InvalidInputException("%s: %s is a run of %s, expected one of tables".formatted(given, run, kind));
    }
  }
}
