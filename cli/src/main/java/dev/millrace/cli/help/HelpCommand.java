package dev.millrace.cli.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Terminal;
import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "help", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} help train%n%n",
    description = "Lists the verbs, or shows the options of one.")
public final class HelpCommand implements Callable<Integer> {
  @Spec
  private @Nullable CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "VERB",
      description = "the verb, and after reproduce the table; all verbs if left out")
  private List<String> verbs = new ArrayList<>();

  @Override
  public Integer call() {
    CommandLine shown = Objects.requireNonNull(spec).root().commandLine();
    for (String verb : verbs) {
      CommandLine next = shown.getSubcommands().get(verb);
      if (next == null) {
        throw new InvalidInputException(UsageErrors.unknown(verb, shown) + " (see '"
            + CommandName.with(UsageErrors.help(shown)) + "')");
      }
      shown = next;
    }
    System.out.print(HelpPage.of(shown.getCommandSpec(), Terminal.columnsOfText()));
    return 0;
  }
}
