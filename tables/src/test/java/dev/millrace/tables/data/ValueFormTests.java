package dev.millrace.tables.data;

import java.util.SplittableRandom;

import dev.millrace.tables.Sets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ValueFormTests {
  @ParameterizedTest
  @CsvSource({"0, true, 17, 17", "0, true, -0, 0", "2, true, 1.50, 1.50", "2, false, 1.50, 1.5", "2, false, 100, 100",
      "3, false, 1e-3, 0.001", "0, true, 123456789012, 123456789012", "1, true, -3.25, -3.2", "2, false, 0.004, 0"})
  void decimalsAreWrittenWithTheirDigits(int digits, boolean fixed, String text, String written) {
    ValueForm form = new ValueForm.Decimal(digits, fixed, '.');
    assertEquals(written, form.format(form.parse(text)));
    assertEquals(Double.parseDouble(written), form.round(form.parse(text)));
  }

  @ParameterizedTest
  @CsvSource({"''", "abc", "NaN", "0x1p3", "1d", "1.2.3", "Infinity", "1e999", "' 1'", "'1,5'"})
  void otherTextsAreNotNumbers(String text) {
    assertTrue(Double.isNaN(new ValueForm.Decimal(2, false, '.').parse(text)));
  }

  @Test
  void theDecimalMarkMayBeAComma() {
    ValueForm form = new ValueForm.Decimal(2, true, ',');
    assertEquals(3.25, form.parse("3,25"));
    assertEquals("-3,50", form.format(-3.5));
  }

  @ParameterizedTest
  @CsvSource({"uuuu-MM-dd, 2024-02-29, 2024-02-30", "dd.MM.uuuu, 01.12.1969, 1.12.1969"})
  void datesAreDays(String pattern, String date, String wrong) {
    ValueForm form = ValueForm.Date.of(pattern);
    assertEquals(date, form.format(form.parse(date)));
    assertTrue(Double.isNaN(form.parse(wrong)));
  }

  @Test
  void timesAreSeconds() {
    ValueForm form = ValueForm.Timestamp.of("uuuu-MM-dd HH:mm:ss", 60);
    assertEquals(-1.0, form.parse("1969-12-31 23:59:59"));
    assertEquals("1970-01-01 00:02:00", form.format(100));
    assertEquals("1969-12-31 23:59:00", form.format(-61));
  }

  @Test
  void aReadTableHasItsRows() {
    Sets.Split split = Sets.split("penguins", 0);
    assertEquals(344, split.train().rows() + split.test().rows());
    assertEquals(19, split.train().columns().stream().mapToInt(Column::missing).sum()
        + split.test().columns().stream().mapToInt(Column::missing).sum());
    assertTrue(split.train().column(0) instanceof Words && split.train().column(2) instanceof Numbers);
  }

  /** Also at ties, which a double may be on either side of. */
  @Test
  void aRoundedNumberIsTheOneThatIsWritten() {
    SplittableRandom random = new SplittableRandom(3);
    for (int digits : new int[]{0, 1, 2, 3, 7, 15, 22, 23}) {
      ValueForm.Decimal form = new ValueForm.Decimal(digits, true, '.');
      for (int i = 0; i < 3000; i++) {
        double value = switch (i % 4) {
          case 0 -> random.nextDouble(-10, 10);
          case 1 -> random.nextLong(-100_000, 100_000) * 0.5 * Math.pow(10, -digits);
          case 2 -> random.nextLong() * 1e-3;
          default -> (random.nextInt(2000) - 1000) / 200.0;
        };
        assertEquals(Double.parseDouble(form.format(value)) + 0.0, form.round(value), digits + " digits of " + value);
      }
    }
    assertEquals("0.0", Double.toString(new ValueForm.Decimal(1, true, '.').round(-0.01)));
  }
}
