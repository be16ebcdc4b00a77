package dev.millrace.tables.write;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.schema.IdentifierPattern;
import dev.millrace.tables.schema.TakenIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NewIdentifiersTests {
  private static TakenIdentifiers taken(String pattern, List<String> identifiers) {
    return TakenIdentifiers.of(new IdentifierPattern(pattern), identifiers.size(), identifiers::forEach);
  }

  private static List<String> made(String pattern, TakenIdentifiers taken, long from, int count) {
    NewIdentifiers identifiers = new NewIdentifiers(pattern, taken, new Seed(7), 2);
    return LongStream.range(from, from + count).mapToObj(identifiers::of).toList();
  }

  @Test
  void ofADensePatternExactlyThoseAreMadeThatAreLeftAndThenLongerOnes() {
    List<String> known = IntStream.range(0, 100).filter(i -> i % 5 != 3).mapToObj("C-%02d"::formatted)
        .collect(Collectors.toList());
    known.add("C-1234");
    known.add("other");
    TakenIdentifiers taken = taken("C-##", known);
    assertEquals(20, taken.available());
    Set<String> left = IntStream.range(0, 100).filter(i -> i % 5 == 3).mapToObj("C-%02d"::formatted)
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(left, new TreeSet<>(made("C-##", taken, 0, 20)));
    List<String> many = made("C-##", taken, 0, 30_000);
    assertEquals(30_000, new HashSet<>(many).size());
    assertTrue(many.stream().noneMatch(known::contains));
    assertTrue(many.stream().skip(20).allMatch(text -> text.matches("C-[1-9]\\d{4,}")), many.get(20));
  }

  @ParameterizedTest
  @CsvSource({"@@-####, 3000", "%%%%%, 1000", "K#####, 40000", "######, 20000", "@#, 200"})
  void noneIsRepeatedAndEachDependsOnItsRow(String pattern, int count) {
    IdentifierPattern all = new IdentifierPattern(pattern);
    Seed seed = new Seed(3);
    Set<String> known = new HashSet<>();
    seed.generator(Seed.Purpose.DATA, 0, 0).longs(count, 0, all.count()).mapToObj(all::text).forEach(known::add);
    TakenIdentifiers taken = taken(pattern, List.copyOf(known));
    List<String> made = made(pattern, taken, 0, 50_000);
    assertEquals(50_000, new HashSet<>(made).size());
    assertTrue(made.stream().noneMatch(known::contains));
    assertEquals(made.subList(20_000, 20_300), made(pattern, taken, 20_000, 300));
    TakenIdentifiers read = TakenIdentifiers.of(JsonMapper.shared().readTree(taken.toJson().toString()));
    assertEquals(made.subList(0, 300), made(pattern, read, 0, 300));
    assertTrue(taken.available() > 0.5 * (all.count() - 2.0 * count), "%d of %d".formatted(taken.available(),
        all.count()));
  }

  @Test
  void numbersBeginWithZeroOnlyIfTheTableDoes() {
    List<String> plain = IntStream.range(1000, 10_000).filter(i -> i % 7 == 0).mapToObj(Integer::toString).toList();
    assertTrue(made("####", taken("####", plain), 0, 7000).stream().noneMatch(text -> text.startsWith("0")));
    List<String> padded = IntStream.range(0, 10_000).filter(i -> i % 7 == 0).mapToObj("%04d"::formatted).toList();
    assertTrue(made("####", taken("####", padded), 0, 7000).stream().anyMatch(text -> text.startsWith("0")));
  }

  @Test
  void aMillionTakeAQuarterOfAMegabyte() {
    TakenIdentifiers taken = TakenIdentifiers.of(new IdentifierPattern("########"), 1_000_000, sink -> {
      for (int i = 0; i < 1000; i++) {
        sink.accept("%08d".formatted(i * 99_991));
      }
    });
    assertEquals(2_000_000 / 8 * 4 / 3, taken.toJson().get("bits").asString().length(), 64);
    assertTrue(taken.available() > 89_000_000, "" + taken.available());
  }

  @Test
  void patternsCountTheirIdentifiers() {
    IdentifierPattern pattern = new IdentifierPattern("\\##@");
    assertEquals(260, pattern.count());
    assertEquals("#3C", pattern.text(3 * 26 + 2));
    assertEquals(3 * 26 + 2, pattern.number("#3C"));
    assertEquals(List.of(-1L, -1L, -1L), List.of(pattern.number("#3c"), pattern.number("33C"), pattern.number("#3CC")));
    assertThrows(IllegalArgumentException.class,
        () -> TakenIdentifiers
            .of(JsonMapper.shared().readTree("{\"width\":1,\"size\":64,\"longest\":3,\"bits\":\"\"}")));
  }
}
