package dev.millrace.flow.path;

import java.util.List;

import dev.millrace.flow.text.Spec;

/** Forms of σ by the names that the command line uses. */
public final class SigmaForms {
  private static final List<String> FORMS = List.of("none", "constant:sigma", "lipman:sigma");

  private SigmaForms() {
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
   * Reads a form: {@code none}, {@code constant:0.1} or {@code lipman:0.01}.
   *
   * @param text as {@link SigmaForm#spec()} writes it
   * @return the form
   * @throws dev.millrace.flow.InvalidInputException if the name is unknown, an argument is missing or out of range, or
   *     there are too many arguments
   */
  public static SigmaForm parse(String text) {
    Spec spec = Spec.parse("sigma", text, FORMS);
    return switch (spec.name()) {
      case "none" -> spec.plain(new SigmaForm.None());
      case "constant" -> {
        double[] sigma = spec.numbers(1);
        yield spec.build(() -> new SigmaForm.Constant(sigma[0]));
      }
      case "lipman" -> {
        double[] sigma = spec.numbers(1);
        yield spec.build(() -> new SigmaForm.Lipman(sigma[0]));
      }
      default -> throw spec.unknown();
    };
  }
}
