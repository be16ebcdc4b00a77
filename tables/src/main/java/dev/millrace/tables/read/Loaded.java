package dev.millrace.tables.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.FileForm;

/**
 * A table that has been put into a database as {@code data}, with text columns c0, c1, …
 *
 * @param names of the columns
 * @param stored their types in the file
 * @param form of the file
 * @param notes what a user should know about it
 */
record Loaded(List<String> names, List<String> stored, FileForm form, List<String> notes) {
  Loaded {
    names = List.copyOf(names);
    stored = List.copyOf(stored);
    notes = List.copyOf(notes);
  }

  static Loaded csv(Path file, Database database, SourceOptions options) throws IOException {
    CsvText text = CsvText.of(file, options.encoding());
    CsvForm form = CsvSniffer.form(text, options.header());
    String left = CsvLoader.load(text, form, CsvLoader.readable(text, database), database, options.badRows());
    List<String> notes = new ArrayList<>();
    if (text.guessed()) {
      notes.add(
          "The file is not UTF-8 and was read as %s; give `encoding` if that is wrong.".formatted(text.encoding()));
    }
    if (!form.header()) {
      notes.add("The first row was taken for values, not for names; give `header` yes if it has names.");
    }
    if (left != null) {
      notes.add(left + ".");
    }
    return new Loaded(form.names(), Collections.nCopies(form.width(), ColumnSchema.TEXT),
        new FileForm("csv", form.delimiter(), text.encoding().name(), form.header(), form.style()), notes);
  }
}
