package dev.millrace.tables.read;

import java.util.List;

import dev.millrace.tables.data.ValueForm;

/**
 * What is counted in a column of numbers.
 *
 * @param strays number of texts that are no numbers
 * @param min the smallest number
 * @param max the greatest number
 * @param distinct number of different numbers; an estimate above some thousands
 * @param leastDigits the fewest digits after the decimal mark
 * @param mostDigits the most digits after the decimal mark
 * @param padded number of texts with a zero before other digits or with a plus sign, such as 007 or +49
 */
record NumberFacts(long strays, double min, double max, long distinct, int leastDigits, int mostDigits, long padded) {
  /** Up to so many different values are counted exactly. */
  private static final long EXACT = 5000;
  /** More digits than any double has. */
  private static final int MOST_DIGITS = 340;

  static NumberFacts of(ColumnView view, ValueForm.Decimal form, List<String> marks) {
    String c = view.column();
    String mark = Database.literal(String.valueOf(form.mark()));
    String number = Sql.number(c, form);
    boolean exponents = view.database().one("SELECT count(*) FROM (SELECT 1 FROM data WHERE contains(%1$s, 'e') OR "
        .formatted(c) + "contains(%s, 'E') LIMIT 1)".formatted(c), row -> row.getLong(1)) > 0;
    String digits = "CASE WHEN instr(%1$s, %2$s) = 0 THEN 0 ELSE length(%1$s) - instr(%1$s, %2$s) END".formatted(c,
        mark);
    if (exponents) {
      String exponent = "TRY_CAST(regexp_extract(%s, '[eE](.*)$', 1) AS INTEGER)".formatted(c);
      digits = ("CASE WHEN contains(lower(%1$s), 'e') THEN least(%3$d, greatest(0, length(regexp_extract(%1$s, "
          + "'[.,]([0-9]*)', 1)) - %2$s)) ELSE %4$s END").formatted(c, exponent, MOST_DIGITS, digits);
    }
    String sql = ("SELECT count(*) FILTER (WHERE v IS NULL), min(v), max(v), approx_count_distinct(v), min(d), max(d), "
        + "count(*) FILTER (WHERE %1$s >= '00' AND %1$s < '0:' OR %1$s >= '-00' AND %1$s < '-0:' OR %1$s LIKE "
        + "'+%%') FROM (SELECT %1$s, "
        + "%2$s AS v, %3$s AS d FROM data WHERE %4$s)").formatted(c, number, digits, Sql.present(c, marks));
    NumberFacts facts = view.database().one(sql, row -> new NumberFacts(row.getLong(1), row.getDouble(2),
        row.getDouble(3), Math.min(row.getLong(4), view.facts().present()), row.getInt(5), row.getInt(6),
        row.getLong(7)));
    if (facts.strays > 0 || facts.distinct > EXACT) {
      return facts;
    }
    long exact = view.database().one("SELECT count(DISTINCT %s) FROM data WHERE %s".formatted(number,
        Sql.present(c, marks)), row -> row.getLong(1));
    return new NumberFacts(0, facts.min, facts.max, exact, facts.leastDigits, facts.mostDigits, facts.padded);
  }
}
