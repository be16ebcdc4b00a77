package dev.millrace.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.millrace.cli.help.ManPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ManPageTests {
  private static final String DATE = "2026-01-31";
  private static final Set<String> MACROS = Set.of(".TH", ".SH", ".TP", ".B", ".nf", ".fi", ".BR");

  @Test
  void everyCommandHasAPageWithAllItsOptions() {
    CommandSpec millrace = new Millrace().parser().getCommandSpec();
    Map<String, String> pages = ManPage.all(millrace, "millrace 1.2.3", DATE);
    assertTrue(pages.keySet().containsAll(List.of("millrace.1", "millrace-train.1", "millrace-reproduce-forest.1")),
        pages.keySet().toString());
    assertTrue(pages.get("millrace.1").contains("\n.B \"doctor\"\n"), pages.get("millrace.1"));
    for (CommandSpec verb : millrace.subcommands().values().stream().map(line -> line.getCommandSpec()).toList()) {
      String page = pages.get("millrace-" + verb.name() + ".1");
      for (OptionSpec option : verb.options()) {
        assertTrue(page.contains(option.longestName().replace("-", "\\-")), verb.name() + " " + option.longestName());
      }
    }
  }

  @Test
  void linesThatBeginAsMacrosAreMacros() {
    ManPage.all(new Millrace().parser().getCommandSpec(), "millrace 1.2.3", DATE)
        .forEach((name, page) -> page.lines().filter(line -> line.startsWith(".") || line.startsWith("'"))
            .forEach(line -> assertTrue(MACROS.contains(line.split(" ", 2)[0]), name + ": " + line)));
  }

  @Test
  void whatRoffWouldReadAsItsOwnIsEscaped() {
    CommandSpec spec = CommandSpec.create().name("mill");
    spec.usageMessage().description(".x files. A \\ and 'one' \"two\" ~ ^ `three`");
    spec.usageMessage().headerHeading("Example: mill -a%n         mill --b%n%n");
    spec.addOption(OptionSpec.builder("--path").paramLabel("P").arity("1").description("a-b").build());
    assertEquals("""
        .TH "MILL" 1 2026-01-31 "mill 1"
        .SH "NAME"
        mill \\- \\&.x files
        .SH "SYNOPSIS"
        mill [OPTIONS]
        .SH "DESCRIPTION"
        \\&.x files. A \\e and \\(aqone\\(aq \\(dqtwo\\(dq \\(ti \\(ha \\(gathree\\(ga
        .SH "OPTIONS"
        .TP
        .B "\\-\\-path P"
        a\\-b
        .SH "EXAMPLE"
        .nf
        mill \\-a
        mill \\-\\-b
        .fi
        .SH "SEE ALSO"
        .BR mill\\-train (1)
        """, ManPage.all(spec, "mill 1", DATE).get("mill.1"));
  }
}
