package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line that a reflow began with. It is kept in the reflow's folder as {@code reflow.json}, from which it
 * can be resumed.
 */
final class ReflowArguments {
  private static final String FILE = "reflow.json";
  private static final String ARGUMENTS = "arguments";
  private static final Set<String> WITH_RESUME = Set.of("--out", "--resume", "--quiet", "--debug");

  private ReflowArguments() {
  }

  static void write(Path out, ParseResult parsed) throws IOException {
    List<String> all = parsed.originalArgs();
    // The parent has the whole command line if reflow is a verb of it.
    List<String> arguments = all.subList(all.indexOf("reflow") + 1, all.size());
    byte[] json = JsonMapper.shared().writeValueAsBytes(Map.of(ARGUMENTS, arguments));
    AtomicFile.write(out.resolve(FILE), stream -> stream.write(json));
  }

  /** @throws InvalidInputException if there is no reflow to resume, or other options are given than its folder */
  static String[] read(Path out, ParseResult parsed) throws IOException {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (!WITH_RESUME.contains(option.longestName())) {
        throw new InvalidInputException(
            "--resume with %s: a reflow continues with the options that it began with".formatted(option.longestName()));
      }
    }
    return of(out)
        .orElseThrow(() -> new InvalidInputException(out + ": no reflow to continue, it has no " + FILE));
  }

  /** The arguments that the reflow of a folder began with; empty if there was no reflow. */
  static Optional<String[]> of(Path folder) throws IOException {
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
}
