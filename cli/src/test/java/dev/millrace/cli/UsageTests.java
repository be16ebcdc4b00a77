package dev.millrace.cli;

import java.util.List;
import java.util.stream.Stream;

import dev.millrace.cli.help.HelpPage;
import dev.millrace.cli.terminal.CommandName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UsageTests {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --steps         | default 5000, for images 6000, for tables by the number of rows
      --protect-below | 0 for no; default 0
      --dp-epsilon    | 0 for no; default 0
      --weight-decay  | default 0, for images 0.01
      --seed          | bytes; default 0
      """)
  void onlyOptionsThatAreChosenByTheRowsSaySo(String option, String end) {
    String help = Outcome.of("help", "train").succeeded().out().replaceAll("\\s+", " ");
    String from = help.substring(help.indexOf(" " + option + " ", help.indexOf("--kind")) + 1);
    assertTrue(from.substring(0, from.indexOf(" --", 3)).endsWith(end), from.substring(0, 200));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          trian | no verb 'trian'; did you mean 'train'? (see 'millrace help')
          help train moons | did not expect 'moons' (see 'millrace help train')
          help reproduce forst | no table 'forst'; did you mean 'forest'? (see 'millrace help reproduce')
          help trian | no verb 'trian'; did you mean 'train'? (see 'millrace help')
          quux | no verb 'quux' (see 'millrace help')
          --steps 5 train | no option '--steps' before the verb; options of a verb come after it (see 'millrace help')
          train --stepz 4 | train: no option '--stepz'; did you mean '--steps'? (see 'millrace help train')
          train --stepz=4 | train: no option '--stepz'; did you mean '--steps'? (see 'millrace help train')
          sample x --otu a.npy --out b.npy | sample: no option '--otu'; did you mean '--out'? (see 'millrace help sample')
          train moons circles | train: did not expect 'circles' (see 'millrace help train')
          train --steps | train: --steps: needs a value, N (see 'millrace help train')
          train --steps --out x | train: --steps: needs a value, N (see 'millrace help train')
          train --steps abc | train: --steps abc: expected a whole number (see 'millrace help train')
          train --steps 1e3 | train: --steps 1e3: expected a whole number (see 'millrace help train')
          train --steps 99999999999 | train: --steps 99999999999: expected a whole number of at most 2147483647 (see 'millrace help train')
          train --seed 1.5 | train: --seed 1.5: expected a whole number (see 'millrace help train')
          train --lr fast | train: --lr fast: expected a number (see 'millrace help train')
          train --steps 1 --steps 2 | train: --steps: given twice (see 'millrace help train')
          train --no-plots=x | train: --no-plots x: takes no value (see 'millrace help train')
          evaluate x --nfe 1,b | evaluate: --nfe b: expected whole numbers, separated by commas (see 'millrace help evaluate')
          sample x | sample: needs --out FILE (see 'millrace help sample')
          sample | sample: needs RUN, the folder of the run (see 'millrace help sample')
          inpaint x --out a.png | inpaint: needs --mask FILE.png or --hide PART (see 'millrace help inpaint')
          inpaint x --out a.png --hide left --mask b.png | inpaint: --mask FILE.png or --hide PART: expected one of them, not both (see 'millrace help inpaint')
          inpaint x --out a.png --hide up | inpaint: --hide up: expected one of left, right, top, bottom, middle (see 'millrace help inpaint')
          """)
  void aWrongCommandLineIsToldInOneLineWhatIsExpected(String command, String message) {
    Outcome outcome = Outcome.of(command.split(" "));
    assertEquals("millrace: " + message, outcome.err().strip());
    assertEquals(2, outcome.status());
    assertEquals("", outcome.out());
  }

  @Test
  void withoutArgumentsAQuickStartIsShown() {
    Outcome outcome = Outcome.of();
    assertEquals(0, outcome.status());
    assertEquals("", outcome.err());
    for (String verb : List.of("train moons", "sample runs/moons", "evaluate", "reflow", "report", "help")) {
      assertTrue(outcome.out().contains("  millrace " + verb), outcome.out());
    }
    assertTrue(outcome.out().lines().allMatch(line -> line.length() < 80), outcome.out());
  }

  @Test
  void helpIsAVerbAndAnOption() {
    CommandLine line = new Millrace().parser();
    for (String verb : line.getSubcommands().keySet()) {
      Outcome asVerb = Outcome.of("help", verb);
      assertEquals(0, asVerb.status(), asVerb.err());
      assertEquals(asVerb.out(), Outcome.of(verb, "--help").out());
      assertEquals(asVerb.out(), Outcome.of(verb, "-h").out());
      assertTrue(asVerb.out().startsWith("Example: "), asVerb.out());
      assertTrue(Outcome.of(verb, "--version").out().startsWith("millrace "), verb);
    }
    assertEquals(Outcome.of("--help").out(), Outcome.of("help").out());
    for (String table : line.getSubcommands().get("reproduce").getSubcommands().keySet()) {
      String page = Outcome.of("help", "reproduce", table).out();
      assertEquals(page, Outcome.of("reproduce", table, "--help").out());
      assertTrue(page.startsWith("Example: millrace reproduce " + table), page);
      assertTrue(Outcome.of("help", "reproduce").out().contains("\n  " + table + " "), table);
      assertTrue(Outcome.of("reproduce", table, "--version").out().startsWith("millrace "), table);
    }
  }

  @Test
  void namesThatAreCalledArePrinted() {
    String before = System.setProperty("millrace.command", "./bin of mine/millrace");
    try {
      assertTrue(Outcome.of().out().contains("'./bin of mine/millrace' train moons"));
      assertTrue(Outcome.of("help", "train").out().startsWith("Example: './bin of mine/millrace' train"));
      assertTrue(Outcome.of("trian").err().contains("'./bin of mine/millrace' help"));
      assertEquals("'./bin of mine/millrace' sample 'my run' --out a.csv",
          CommandName.with("sample", "my run", "--out", "a.csv"));
    } finally {
      if (before == null) {
        System.clearProperty("millrace.command");
      } else {
        System.setProperty("millrace.command", before);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40, 55, 60, 80, 100, 200})
  void helpIsWrappedToTheTerminal(int columns) {
    CommandLine line = new Millrace().parser();
    assertWrapped(line.getCommandSpec(), columns);
    verbs(line).forEach(verb -> assertWrapped(verb.getCommandSpec(), columns));
  }

  /** All verbs, and those within them. */
  private static Stream<CommandLine> verbs(CommandLine line) {
    return line.getSubcommands().values().stream().flatMap(verb -> Stream.concat(Stream.of(verb), verbs(verb)));
  }

  private static void assertWrapped(CommandSpec spec, int columns) {
    String page = HelpPage.of(spec, columns);
    int most = Math.clamp(columns, 40, 100);
    page.lines().filter(line -> !line.startsWith("Example") && !line.startsWith("         "))
        .forEach(line -> assertTrue(line.length() <= most, line));
    for (OptionSpec option : spec.options()) {
      assertTrue(page.contains(option.longestName()), option.longestName());
      assertFalse(String.join("", option.description()).isBlank(), option.longestName());
    }
  }

  /** Descriptions go through a format; a lone percent sign would end it. */
  @Test
  void nothingOfTheFormatIsLeftInHelp() {
    CommandLine line = new Millrace().parser();
    verbs(line).forEach(verb -> {
      String page = HelpPage.of(verb.getCommandSpec(), 80);
      assertFalse(page.contains("${") || page.contains("%n") || page.contains("null"), page);
    });
  }

  @Test
  void helpNamesNoDefaultTwice() {
    verbs(new Millrace().parser()).forEach(verb -> {
      for (String entry : HelpPage.of(verb.getCommandSpec(), 80).split("\\n  (?=-)", -1)) {
        String words = entry.replaceAll("\\s+", " ");
        assertEquals(words.indexOf("; default "), words.lastIndexOf("; default "), words);
      }
    });
  }
}
