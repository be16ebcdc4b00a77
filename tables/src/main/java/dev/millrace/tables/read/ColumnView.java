package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.tables.schema.ColumnSchema;

/**
 * A column in the database, with what is known about it.
 *
 * @param database where it is
 * @param index its number
 * @param name as it stands in the file
 * @param stored its type in the file
 * @param facts its counts
 * @param sample some of its texts, in the order of the rows
 */
record ColumnView(Database database, int index, String name, String stored, Facts facts, List<String> sample) {
  /** Rows whose texts are looked at before all are counted. */
  static final int SAMPLE = 20_000;

  static List<ColumnView> of(Database database, List<String> names, List<String> stored) {
    List<Facts> facts = Facts.of(database, names.size());
    long step = Math.max(1, facts.getFirst().rows() / SAMPLE);
    List<List<String>> samples = new ArrayList<>();
    names.forEach(_ -> samples.add(new ArrayList<>()));
    database.list("SELECT * FROM data WHERE rowid %% %d = 0".formatted(step), row -> {
      for (int c = 0; c < samples.size(); c++) {
        String text = row.getString(c + 1);
        if (text != null) {
          samples.get(c).add(text);
        }
      }
      return true;
    });
    List<ColumnView> views = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      views.add(new ColumnView(database, c, names.get(c), stored.get(c), facts.get(c), samples.get(c)));
    }
    return views;
  }

  String column() {
    return "c" + index;
  }

  /** Whether the file says nothing of its type. */
  boolean isUntyped() {
    return stored.equals(ColumnSchema.TEXT);
  }

  /** The texts that occur, of some. */
  List<String> occurring(List<String> texts) {
    return database.list("SELECT DISTINCT %1$s FROM data WHERE %1$s IN (%2$s) ORDER BY 1".formatted(column(),
        Database.literals(texts)), row -> row.getString(1));
  }

  /** How often each text occurs, the most frequent first. */
  Map<String, Long> counts(List<String> marks) {
    Map<String, Long> counts = new LinkedHashMap<>();
    database.list("SELECT %1$s, count(*) FROM data WHERE %2$s GROUP BY 1 ORDER BY 2 DESC, 1".formatted(column(),
        Sql.present(column(), marks)), row -> counts.put(row.getString(1), row.getLong(2)));
    return counts;
  }

  long exactDistinct(List<String> marks) {
    return database.one("SELECT count(DISTINCT hash(%1$s)) FROM data WHERE %2$s".formatted(column(),
        Sql.present(column(), marks)), row -> row.getLong(1));
  }

  long present(List<String> marks) {
    return marks.isEmpty()
        ? facts.present()
        : database.one("SELECT count(*) FROM data WHERE " + Sql.present(column(), marks), row -> row.getLong(1));
  }
}
