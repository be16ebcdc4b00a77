package dev.millrace.flow.path;

import java.util.List;

import dev.millrace.flow.text.Spec;

/** Time distributions by the names that the command line uses. */
public final class TimeDistributions {
  private static final List<String> FORMS = List.of("uniform", "logit-normal[:mean,std]", "u-shaped[:a]", "mode[:s]",
      "cosmap", "ends[:share]", "at:t");

  private TimeDistributions() {
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
   * Reads a time distribution: {@code uniform}, {@code logit-normal} (mean 0, std 1), {@code logit-normal:0,1}, {@code
   * u-shaped} (a = 4), {@code u-shaped:4}, {@code mode} (s = 1.29), {@code mode:1.29}, {@code cosmap}, {@code ends} (share
   * 0.5), {@code ends:0.5} or {@code at:0}.
   *
   * @param text as {@link TimeDistribution#spec()} writes it
   * @return the time distribution
   * @throws dev.millrace.flow.InvalidInputException if the name is unknown, an argument is missing or out of range, or
   *     there are too many arguments
   */
  public static TimeDistribution parse(String text) {
    Spec spec = Spec.parse("time distribution", text, FORMS);
    return switch (spec.name()) {
      case "uniform" -> spec.plain(new TimeDistribution.Uniform());
      case "cosmap" -> spec.plain(new TimeDistribution.CosMap());
      case "logit-normal" -> {
        double[] logit = spec.numbersOr(0, 1);
        yield spec.build(() -> new TimeDistribution.LogitNormal(logit[0], logit[1]));
      }
      case "u-shaped" -> {
        double[] steepness = spec.numbersOr(4);
        yield spec.build(() -> new TimeDistribution.UShaped(steepness[0]));
      }
      case "mode" -> {
        double[] scale = spec.numbersOr(1.29);
        yield spec.build(() -> new TimeDistribution.Mode(scale[0]));
      }
      case "ends" -> {
        double[] share = spec.numbersOr(0.5);
        yield spec.build(() -> new TimeDistribution.Ends(share[0]));
      }
      case "at" -> {
        double[] time = spec.numbers(1);
        yield spec.build(() -> new TimeDistribution.At(time[0]));
      }
      default -> throw spec.unknown();
    };
  }
}
