package dev.millrace.cli.options;

import java.util.Arrays;

import dev.millrace.cli.terminal.Host;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.read.BadRows;
import dev.millrace.tables.read.SourceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of verbs that read tables: how rows are found and what happens to bad ones. */
public final class TableReadOptions {
  @Option(names = "--query", paramLabel = "SQL",
      description = "the rows to take from a database or a DuckDB file, such as \"SELECT * FROM people\"")
  private @Nullable String query;

  @Option(names = "--bad-rows", paramLabel = "WORD",
      description = "what happens to rows of a .csv file that cannot be read: fail, or skip, which leaves them out, counts "
          + "and names them; default fail")
  private @Nullable String badRows;

  @Option(names = "--max-levels", paramLabel = "N",
      description = "the most words of a category that are learnt one by one; the rarest beyond are learnt together; "
          + "default " + SourceOptions.MAX_LEVELS)
  private @Nullable Integer maxLevels;

  @Option(names = "--encoding", paramLabel = "NAME",
      description = "the encoding of a .csv file, such as windows-1252; default found out")
  private @Nullable String encoding;

  /** The options as the library takes them; the table in memory may take half of the memory that work may use. */
  public SourceOptions source(Host host, CsvOptions csv) {
    SourceOptions options = SourceOptions.defaults().withQuery(query).withEncoding(encoding)
        .withHeader(csv.csvHeader()).withMemory(Math.max(1, host.memory().bytes() / 2));
    String asked = badRows;
    if (asked != null) {
      options = options.withBadRows(Arrays.stream(BadRows.values()).filter(each -> each.toString().equals(asked))
          .findFirst().orElseThrow(
              () -> new InvalidInputException("--bad-rows " + Shown.cut(asked) + ": expected fail or skip")));
    }
    return maxLevels == null ? options : options.withMaxLevels(maxLevels);
  }
}
