package dev.millrace.tables.read;

import java.util.List;
import java.util.stream.IntStream;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;

/** Which fields of the first rows of a CSV file are quoted. */
final class CsvQuotes extends AbstractBaseCsvCallbackHandler<Boolean> {
  private final boolean header;
  private final Uses names = new Uses(1);
  private final Uses values;
  private final Uses missing;
  private boolean first = true;

  /** Whether fields are quoted, and whether some are not. */
  private record Uses(boolean[] quoted, boolean[] bare) {
    Uses(int count) {
      this(new boolean[count], new boolean[count]);
    }

    void note(int at, boolean isQuoted) {
      (isQuoted ? quoted : bare)[at] = true;
    }

    boolean isQuoted(int at) {
      return quoted[at] && !bare[at];
    }
  }

  CsvQuotes(int width, boolean header) {
    this.header = header;
    values = new Uses(width);
    missing = new Uses(width);
  }

  @Override
  protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
    if (field >= values.bare.length) {
      return;
    }
    String text = new String(buffer, offset, length).strip();
    if (header && first) {
      if (!text.isEmpty()) {
        names.note(0, quoted);
      }
    } else if (text.isEmpty() || Missing.EVERYWHERE.contains(text)) {
      missing.note(field, quoted);
    } else {
      values.note(field, quoted);
    }
  }

  @Override
  protected Boolean buildRecord() {
    first &= getFieldCount() == 0;
    return true;
  }

  boolean quotesNames() {
    return names.isQuoted(0);
  }

  /** The columns whose values are all quoted. */
  List<Integer> columns() {
    return IntStream.range(0, values.bare.length).filter(values::isQuoted).boxed().toList();
  }

  /** Whether these columns have missing values, all of which are quoted. */
  boolean quotesMissing() {
    return columns().stream().anyMatch(c -> missing.quoted[c]) && columns().stream().noneMatch(c -> missing.bare[c]);
  }
}
