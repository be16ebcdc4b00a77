package dev.millrace.runs.rounds;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Solvers;
import org.jspecify.annotations.Nullable;

/**
 * A reflow: rounds in which a new flow learns from pairs of noise and sample that the one before it makes. Values that
 * are null stand for the usual ones of the kind, or for those of the teacher.
 *
 * @param teacher the folder of the run to straighten
 * @param rounds number of rounds; 0 with {@code distill} only distils the flow
 * @param distill whether a flow for one step is trained at the end
 * @param pairs pairs per round
 * @param teacherSolver the method that makes the pairs, by name
 * @param teacherSteps number of steps of this method
 * @param guidance images: weight of guidance of the first teacher
 * @param inverted points: share of the pairs that start from real data
 * @param fromScratch whether new flows start from random weights
 * @param time the time distribution of the training; null for the usual one of the kind
 * @param changes the options of training that differ from those of the teacher: steps, batch, lr, seed, threads and
 *     checkpoint-every
 * @param count samples that the report compares with as many real points
 * @param report whether the flows are measured and drawn at the end
 */
public record ReflowOptions(Path teacher, int rounds, boolean distill, @Nullable Integer pairs, String teacherSolver,
    @Nullable Integer teacherSteps, @Nullable Double guidance, @Nullable Double inverted, boolean fromScratch,
    @Nullable String time, Map<String, Object> changes, @Nullable Integer count, boolean report) {
  /** The options of a training that a reflow may change. */
  public static final List<String> CHANGES = List.of("steps", "batch", "lr", "seed", "threads", "checkpoint-every");
  private static final int MOST_ROUNDS = 1000;
  private static final Set<String> WHOLE = Set.of("steps", "batch", "threads", "checkpoint-every");

  /**
   * Checks the values.
   *
   * @throws InvalidInputException if a value is out of range
   */
  public ReflowOptions {
    changes = new LinkedHashMap<>(changes);
    for (String name : changes.keySet()) {
      if (!CHANGES.contains(name)) {
        throw new InvalidInputException("`%s`: not an option that a reflow changes; expected one of %s".formatted(
            Shown.cut(name), String.join(", ", CHANGES)));
      }
    }
    if (rounds > MOST_ROUNDS) {
      throw new InvalidInputException("`rounds` %d: expected at most %d".formatted(rounds, MOST_ROUNDS));
    }
    if (rounds < (distill ? 0 : 1)) {
      throw new InvalidInputException("`rounds` " + rounds + ": expected 1 or more, or 0 with `distill`");
    }
  }

  /**
   * {@return one round with the usual options}
   *
   * @param teacher the run whose flow is straightened
   */
  public static ReflowOptions of(Path teacher) {
    return new ReflowOptions(teacher, 1, false, null, "heun", null, null, null, false, null, Map.of(), null,
        true);
  }

  /**
   * {@return the same reflow with other numbers of pairs and other options of training}
   *
   * @param otherPairs the number of pairs
   * @param otherChanges the options of the training that change
   */
  public ReflowOptions with(int otherPairs, Map<String, Object> otherChanges) {
    return new ReflowOptions(teacher, rounds, distill, otherPairs, teacherSolver, teacherSteps, guidance, inverted,
        fromScratch, time, otherChanges, count, report);
  }

  /**
   * {@return the same reflow with another number of rounds}
   *
   * @param other number of rounds, 0 or more
   * @param distilled whether the last round is trained for one step
   */
  public ReflowOptions withRounds(int other, boolean distilled) {
    return new ReflowOptions(teacher, other, distilled, pairs, teacherSolver, teacherSteps, guidance, inverted,
        fromScratch, time, changes, count, report);
  }

  /** {@return the method that makes the pairs} */
  public Tableau tableau() {
    return Solvers.fixed("`teacher-solver`", teacherSolver);
  }

  /** Checks what would otherwise fail only after the first pairs are made. */
  public void checkTeacher() {
    if (time != null) {
      TimeDistributions.parse(time);
    }
    tableau();
    if (teacherSteps != null) {
      Integration.requireSteps("`teacher-steps`", teacherSteps);
    }
  }

  /**
   * {@return the words that follow the verb on the command line of this reflow}
   *
   * @param out the folder of the rounds
   */
  public List<String> words(Path out) {
    List<String> words = new ArrayList<>(List.of(teacher.toString(), "--out", out.toString()));
    add(words, "--rounds", rounds == 1 ? null : rounds);
    add(words, "--pairs", pairs);
    add(words, "--teacher-solver", teacherSolver.equals("heun") ? null : teacherSolver);
    add(words, "--teacher-steps", teacherSteps);
    add(words, "--guidance", guidance);
    add(words, "--inverted", inverted);
    add(words, "--time", time);
    changes.forEach((name, value) -> add(words, "--" + name, value));
    add(words, "--count", count);
    List.of(fromScratch ? "--from-scratch" : "", distill ? "--distill" : "", report ? "" : "--no-report").stream()
        .filter(word -> !word.isEmpty()).forEach(words::add);
    return words;
  }

  private static void add(List<String> words, String option, @Nullable Object value) {
    if (value != null) {
      words.add(option);
      words.add(value.toString());
    }
  }

  /**
   * {@return the reflow of a stored command line}
   *
   * @param teacher the run whose flow is straightened
   * @param given the values of its options, by their names without dashes
   * @throws InvalidInputException if a number cannot be read
   */
  public static ReflowOptions of(Path teacher, Map<String, String> given) {
    try {
      Map<String, Object> changes = new LinkedHashMap<>();
      for (String name : CHANGES) {
        String value = given.get(name);
        if (value != null) {
          changes.put(name, WHOLE.contains(name)
              ? (Object) Integer.parseInt(value)
              : name.equals("seed") ? (Object) Long.parseLong(value) : (Object) Double.parseDouble(value));
        }
      }
      Integer rounds = whole(given.get("rounds"));
      return new ReflowOptions(teacher, rounds == null ? 1 : rounds, given.containsKey("distill"),
          whole(given.get("pairs")), given.getOrDefault("teacher-solver", "heun"), whole(given.get("teacher-steps")),
          number(given.get("guidance")), number(given.get("inverted")), given.containsKey("from-scratch"),
          given.get("time"), changes, whole(given.get("count")),
          !given.containsKey("no-report"));
    } catch (NumberFormatException e) {
      throw new InvalidInputException("the stored options of the reflow: " + e.getMessage(), e);
    }
  }

  private static @Nullable Integer whole(@Nullable String text) {
    return text == null ? null : Integer.valueOf(text);
  }

  private static @Nullable Double number(@Nullable String text) {
    return text == null ? null : Double.valueOf(text);
  }
}
