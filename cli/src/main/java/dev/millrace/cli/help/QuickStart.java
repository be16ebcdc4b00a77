package dev.millrace.cli.help;

import dev.millrace.cli.terminal.CommandName;

/** The text that the command prints if it is called without arguments. */
public final class QuickStart {
  private static final String TEXT = """
      Millrace learns from points, tables or images how to turn random noise into
      more of the same: it trains a flow, and the flow makes as many as you like.

      A first try; each line takes seconds to a few minutes:
        @ train moons --out runs/moons           learns points in the plane
        @ sample runs/moons --out samples.csv    makes 1,000 new ones
        @ evaluate runs/moons                    measures how good they are
        @ reflow runs/moons --out runs/straight  learns to do it in one step
        @ report runs/moons                      puts it all on one HTML page

      Your own data:
        @ train people.csv                       a table, also with holes
        @ train points.csv                       numbers without names
        @ train images:FOLDER --size 32          pictures, PNG or JPEG

      All verbs, and the options of one:
        @ help
        @ help VERB
      """;

  private QuickStart() {
  }

  public static String text() {
    return TEXT.replace("@", CommandName.text());
  }
}
