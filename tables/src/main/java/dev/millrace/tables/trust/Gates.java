package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;

/**
 * Demands on a trust report, such as {@code quality,privacy} or {@code quality:c2st<=0.6,privacy:dcr<=.55,w1Ratio>=.6}: a
 * family alone stands for its usual demands, a measure with a limit for itself. The family of a measure may be left out.
 *
 * @param gates in the order asked for
 */
public record Gates(List<Gate> gates) {
  private static final Pattern ITEM = Pattern
      .compile("(?:(quality|privacy)\\s*:)?\\s*([A-Za-z0-9/]+)\\s*(<=|>=|<|>|≤|≥)\\s*([-+.0-9eE]+)\\s*(%?)");
  private static final String EXPECTED = "expected quality, privacy or a measure with a limit, such as quality:c2st<=0.6; "
      + "measures are " + String.join(", ", Measure.keys());

  /** Copies the list. */
  public Gates {
    gates = List.copyOf(gates);
  }

  /**
   * Reads demands.
   *
   * @param text the demands, separated by commas
   * @return the demands
   * @throws InvalidInputException naming the part that is wrong
   */
  public static Gates parse(String text) {
    List<Gate> gates = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      String part = item.strip();
      switch (part) {
        case "quality" -> UsualLimits.QUALITY.forEach(measure -> gates.add(Gate.usual(measure)));
        case "privacy" -> UsualLimits.PRIVACY.forEach(measure -> gates.add(Gate.usual(measure)));
        default -> gates.add(gate(part));
      }
    }
    return new Gates(gates);
  }

  private static Gate gate(String part) {
    Matcher matcher = ITEM.matcher(part);
    if (!matcher.matches()) {
      throw new InvalidInputException("`fail-on` has '" + part + "', " + EXPECTED);
    }
    Measure measure = measure(matcher.group(2));
    String family = matcher.group(1);
    if (family != null && !family.equals(measure.family().toString())) {
      throw new InvalidInputException("`fail-on` has '%s', but %s is a measure of %s".formatted(part, measure.key(),
          measure.family()));
    }
    boolean atMost = matcher.group(3).startsWith("<") || matcher.group(3).equals("≤");
    if (atMost != measure.lessIsBetter()) {
      throw new InvalidInputException("`fail-on` has '%s', but %s values of %s are better: expected %s".formatted(part,
          measure.lessIsBetter() ? "lower" : "higher", measure.key(),
          part.replace(matcher.group(3), measure.lessIsBetter() ? "<=" : ">=")));
    }
    try {
      double limit = Double.parseDouble(matcher.group(4));
      double scaled = matcher.group(5).isEmpty() || isInPercent(measure) ? limit : limit / 100;
      return new Gate(measure, atMost, matcher.group(3).length() == 1 && "<>".contains(matcher.group(3)), scaled);
    } catch (NumberFormatException _) {
      throw new InvalidInputException("`fail-on` has '" + part + "', in which '" + matcher.group(4) + "' is no number");
    }
  }

  private static boolean isInPercent(Measure measure) {
    return switch (measure) {
      case SHAPE, TREND, TREND_SDMETRICS, MISSING, COPIES -> true;
      default -> false;
    };
  }

  /** The measure of a name as files have it, or as the table on the terminal has it. */
  private static Measure measure(String name) {
    return TrustText.measure(name).orElseGet(() -> named(name));
  }

  private static Measure named(String name) {
    return Arrays.stream(Measure.values()).filter(measure -> measure.key().equalsIgnoreCase(name)).findFirst()
        .orElseThrow(() -> new InvalidInputException("`fail-on` names the measure '" + name + "', "
            + Nearest.of(name, Measure.keys()).map(near -> "did you mean " + near + "?")
                .orElse("expected one of " + String.join(", ", Measure.keys()))));
  }

  /**
   * {@return what came of each demand, about the main number of steps; the usual demand on missing values is left out where
   * no value is missing}
   *
   * @param report the figures
   */
  public List<Gate.Result> check(TrustReport report) {
    return gates.stream()
        .filter(gate -> !(Double.isNaN(gate.limit()) && Double.isNaN(report.main().get(gate.measure()))))
        .map(gate -> gate.check(report)).toList();
  }

  /**
   * {@return the demands that are not met}
   *
   * @param report the figures
   */
  public List<Gate.Result> failures(TrustReport report) {
    return check(report).stream().filter(result -> !result.met()).toList();
  }
}
