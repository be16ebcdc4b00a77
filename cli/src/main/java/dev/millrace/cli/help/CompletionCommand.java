package dev.millrace.cli.help;

import java.util.Objects;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "generate-completion", mixinStandardHelpOptions = true,
    headerHeading = "Example: source <(${ROOT-COMMAND-NAME} generate-completion)%n%n",
    description = "Prints a script that lets bash and zsh complete verbs and options.")
public final class CompletionCommand implements Callable<Integer> {
  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    System.out.print(script(Objects.requireNonNull(spec).root().commandLine()));
    return 0;
  }

  /** The script for the whole command. */
  public static String script(CommandLine root) {
    // Shells look up completions by the file name, for ./millrace too.
    return AutoComplete.bash("millrace", root);
  }
}
