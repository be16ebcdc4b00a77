package dev.millrace.runs.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  /** The name of the file. */
  public static final String FILE = "reflow.json";
  private static final String ARGUMENTS = "arguments";
  /** The name of the first teacher among the values. */
  public static final String TEACHER = "RUN";
  /** The options without a value. */
  private static final Set<String> SWITCHES = Set.of("--from-scratch", "--distill", "--resume", "--no-report",
      "--quiet", "--debug");

  private ReflowArguments() {
  }

  /**
   * Writes the arguments of a reflow that begins, as they follow the verb.
   *
   * @param out the folder of the result
   * @param arguments the arguments
   * @throws IOException if writing fails
   */
  public static void write(Path out, List<String> arguments) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsBytes(Map.of(ARGUMENTS, arguments));
    AtomicFile.write(out.resolve(FILE), stream -> stream.write(json));
  }

  /**
   * Reads what a reflow was called with.
   *
   * @param out the folder of the result
   * @return the arguments
   * @throws InvalidInputException if there is no reflow to resume
   * @throws IOException if reading or writing fails
   */
  public static String[] require(Path out) throws IOException {
    return of(out)
        .orElseThrow(() -> new InvalidInputException(out + ": no reflow to continue, it has no " + FILE));
  }

  /**
   * {@return the arguments that the reflow of a folder began with; empty if there was no reflow}
   *
   * @param folder the folder
   * @throws IOException if reading fails
   */
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
   * {@return the first teacher and the rounds of the reflow whose last round the given run is; empty if the run is not
   * from a reflow, or was only distilled}
   *
   * @param last the newest run of the reflow
   * @throws InvalidInputException if the stored command line in the folder cannot be read
   * @throws IOException if reading or writing fails
   */
  public static List<RunDirectory> flowsOf(RunDirectory last) throws IOException {
    Map<String, String> given = of(last.path()).map(words -> parsed(List.of(words))).orElse(Map.of());
    String teacher = given.get(TEACHER);
    int rounds = rounds(last, given.getOrDefault("rounds", "1"));
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

  /**
   * {@return the values of options by their names without dashes, empty for those without a value; the teacher's folder
   * has the name {@link #TEACHER}}
   *
   * @param words the words
   */
  public static Map<String, String> parsed(List<String> words) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        given.put(TEACHER, word);
      } else if (word.contains("=")) {
        given.put(word.substring(2, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      } else if (SWITCHES.contains(word) || i + 1 == words.size()) {
        given.put(word.substring(2), "");
      } else {
        given.put(word.substring(2), words.get(++i));
      }
    }
    return given;
  }

  private static int rounds(RunDirectory run, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("%s: `rounds` %s is not a number".formatted(run.path().resolve(FILE), text), e);
    }
  }
}
