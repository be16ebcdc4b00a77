package dev.millrace.flow.path;

import java.util.List;

import dev.millrace.flow.text.Spec;

/** Schedules by the names that the command line uses. */
public final class Schedules {
  private static final List<String> FORMS = List.of("linear", "cosine", "vp[:bmin,bmax]", "polynomial:n",
      "sigma-min:S,path");

  private Schedules() {
  }

  /** {@return the names, the most usual first} */
  public static List<String> names() {
    return Spec.names(FORMS);
  }

  /** {@return the accepted forms with their arguments, for help texts} */
  public static List<String> forms() {
    return FORMS;
  }

  /**
   * Reads a schedule: {@code linear}, {@code cosine}, {@code vp} (rates 0.1 and 20), {@code vp:0.1,20}, {@code
   * polynomial:2} or {@code sigma-min:0.01,linear}.
   *
   * @param text as {@link Schedule#spec()} writes it
   * @return the schedule
   * @throws dev.millrace.flow.InvalidInputException if the name is unknown, an argument is missing or out of range, or
   *     there are too many arguments
   */
  public static Schedule parse(String text) {
    Spec spec = Spec.parse("path", text, FORMS);
    return switch (spec.name()) {
      case "linear" -> spec.plain(new Schedule.Linear());
      case "cosine" -> spec.plain(new Schedule.Cosine());
      case "vp" -> {
        double[] rates = spec.numbersOr(0.1, 20);
        yield spec.build(() -> new Schedule.VariancePreserving(rates[0], rates[1]));
      }
      case "polynomial" -> {
        double[] exponent = spec.numbers(1);
        yield spec.build(() -> new Schedule.Polynomial(exponent[0]));
      }
      case "sigma-min" -> {
        String[] parts = spec.arguments().split(",", 2);
        if (parts.length < 2) {
          throw spec.error("expected a number, a comma and a path after the colon");
        }
        double sigma = spec.number(parts[0]);
        Schedule base = parse(parts[1]);
        yield spec.build(() -> new Schedule.SigmaMin(base, sigma));
      }
      default -> throw spec.unknown();
    };
  }
}
