package dev.millrace.tables.read;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.runs.shared.SharedColumn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TypedTextTests {
  private static final List<SharedColumn> COLUMNS = List.of(new SharedColumn("d", "DOUBLE"),
      new SharedColumn("f", "FLOAT"), new SharedColumn("n", "DECIMAL(12,3)"), new SharedColumn("w", "BIGINT"),
      new SharedColumn("b", "BOOLEAN"), new SharedColumn("s", "VARCHAR"), new SharedColumn("day", "DATE"),
      new SharedColumn("t", "TIMESTAMP"));
  private static final double[] NUMBERS = {0, -0.0, 0.1, -0.5, 1e-4, 1e-5, 1.25e-5, 9.99e-5, 123456.789, 1e14, 1e15,
      1.5e15, 1e16, 1.2345678901234567e17, 1e300, -1e-300, Double.NaN, Double.POSITIVE_INFINITY};

  /** The texts that a database makes of the same values. */
  @Test
  void textsAreThoseOfTheDatabase() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double number = i < NUMBERS.length ? NUMBERS[i] : random.nextGaussian() * Math.pow(10, random.nextInt(-20, 25));
      rows.add(new @Nullable Object[]{number, (float) number, BigDecimal.valueOf(random.nextInt(-9999, 9999), 3),
          random.nextLong(), i % 2 == 0, i == 3 ? null : i == 4 ? "  " : " word " + i + "  ",
          LocalDate.ofEpochDay(random.nextInt(-90_000, 90_000)),
          LocalDateTime.of(1970, 1, 1, 0, 0).plusNanos(1000 * random.nextLong(-1L << 50, 1L << 50))});
    }
    List<List<@Nullable String>> made = new ArrayList<>();
    try (Database database = new Database(1L << 29, 1, List.of())) {
      var each = rows.iterator();
      RowLoader.load(database, COLUMNS.stream().map(SharedColumn::name).toList(),
          COLUMNS.stream().map(SharedColumn::type).toList(), () -> each.hasNext() ? each.next() : null, "here", "jdbc");
      database.each("SELECT * FROM data", row -> {
        List<@Nullable String> texts = new ArrayList<>();
        for (int c = 0; c < COLUMNS.size(); c++) {
          texts.add(row.getString(c + 1));
        }
        return texts;
      }, made::add);
    } catch (java.sql.SQLException e) {
      throw new IOException(e);
    }
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < COLUMNS.size(); c++) {
        assertEquals(made.get(r).get(c), TypedText.of(rows.get(r)[c], true), COLUMNS.get(c).name() + " of row " + r);
      }
    }
  }
}
