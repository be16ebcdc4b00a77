package dev.millrace.cli.help;

import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Terminal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.Suggestion;
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

  @Parameters(index = "0", arity = "0..1", paramLabel = "VERB", description = "the verb; all verbs if left out")
  private @Nullable String verb;

  @Override
  public Integer call() {
    CommandLine all = Objects.requireNonNull(spec).root().commandLine();
    CommandLine shown = verb == null ? all : all.getSubcommands().get(verb);
    if (shown == null) {
      throw new InvalidInputException("no verb " + Shown.quoted(String.valueOf(verb))
          + Suggestion.of(String.valueOf(verb), all.getSubcommands().keySet()) + " (see '"
          + CommandName.with("help") + "')");
    }
    System.out.print(HelpPage.of(shown.getCommandSpec(), Terminal.columnsOfText()));
    return 0;
  }
}
