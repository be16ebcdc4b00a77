package dev.millrace.cli.reproduce;

import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "reproduce", mixinStandardHelpOptions = true, sortOptions = false,
    subcommands = {ReproduceSf2mCommand.class, ReproduceForestCommand.class, ReproduceFewStepsCommand.class},
    headerHeading = "Example: ${ROOT-COMMAND-NAME} reproduce sf2m --out runs/sf2m --report results-2d.md%n%n",
    description = "Trains a table again: a published one, with our figures beside theirs, or that of docs/few-steps.md. If it "
        + "was stopped, the same "
        + "command continues it.",
    footer = "'${ROOT-COMMAND-NAME} help reproduce TABLE' shows the options of a table.")
public final class ReproduceCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Spec
  private @Nullable CommandSpec spec;

  /** The command that this verb is part of. */
  Host host() {
    return Objects.requireNonNull(millrace);
  }

  /** Runs without a table. */
  @Override
  public Integer call() {
    CommandSpec verb = Objects.requireNonNull(spec);
    throw new ParameterException(verb.commandLine(),
        "needs TABLE, one of " + String.join(", ", verb.subcommands().keySet()));
  }
}
