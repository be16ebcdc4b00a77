package dev.millrace.runs.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.RunDirectory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line that a reflow began with. It is kept in the reflow's folder as {@code reflow.json}, from which it
 * can be resumed.
 */
public final class ReflowArguments {
  private static final String FILE = "reflow.json";
  private static final String ARGUMENTS = "arguments";
  /** The options without a value. */
  private static final Set<String> SWITCHES = Set.of("--from-scratch", "--distill", "--resume", "--no-report",
      "--quiet", "--debug");

  private ReflowArguments() {
  }

  /** Writes the arguments of a reflow that begins, as they follow the verb. */
  public static void write(Path out, List<String> arguments) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsBytes(Map.of(ARGUMENTS, arguments));
    AtomicFile.write(out.resolve(FILE), stream -> stream.write(json));
  }

  /** @throws InvalidInputException if there is no reflow to resume */
  public static String[] require(Path out) throws IOException {
    return of(out)
        .orElseThrow(() -> new InvalidInputException(out + ": no reflow to continue, it has no " + FILE));
  }

  /** {@return the arguments that the reflow of a folder began with; empty if there was no reflow} */
  public static Optional<String[]> of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode arguments = JsonMapper.shared().readTree(Files.readAllBytes(file)).path(ARGUMENTS);
      return Optional.of(arguments.valueStream().map(argument -> argument.asString("")).toArray(String[]::new));
    } catch (JacksonException e) {
      throw new InvalidInputException(file + ": not JSON", e);
    }
  }

  /**
   * {@return the first teacher and the rounds of the reflow whose last round the given run is; empty if the run is not from a
   * reflow, or was only distilled}
   *
   * @throws InvalidInputException if the stored command line in the folder cannot be read
   */
  public static List<RunDirectory> flowsOf(RunDirectory last) throws IOException {
    List<String> arguments = of(last.path()).map(List::of).orElse(List.of());
    String teacher = null;
    int rounds = 1;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--rounds") && i + 1 < arguments.size()) {
        rounds = rounds(last, arguments.get(i + 1));
      } else if (argument.startsWith("--rounds=")) {
        rounds = rounds(last, argument.substring("--rounds=".length()));
      }
      if (!argument.startsWith("--")) {
        teacher = argument;
      } else if (!argument.contains("=") && !SWITCHES.contains(argument)) {
        i++;
      }
    }
    if (teacher == null || rounds < 1) {
      return List.of();
    }
    List<RunDirectory> flows = new ArrayList<>(List.of(new RunDirectory(Path.of(teacher))));
    for (int round = 1; round < rounds; round++) {
      flows.add(new RunDirectory(last.path().resolve("round-" + round)));
    }
    flows.add(last);
    return flows;
  }

  private static int rounds(RunDirectory run, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("%s: `rounds` %s is not a number".formatted(run.path().resolve(FILE), text), e);
    }
  }
}
