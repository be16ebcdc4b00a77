package dev.millrace.flow.net;

import java.util.List;

import dev.millrace.flow.text.Spec;

/** The form in which a velocity MLP sees the time. */
public enum TimeInput {
  /**
   * 32 sines and 32 cosines of the time (Vaswani et al. 2017), then a linear layer and SiLU; the result is appended to
   * x.
   */
  EMBEDDING("embedding"),
  /** The time itself, appended to x as one more column (Tong et al. 2023). */
  CONCATENATED("concatenated");

  private final String text;

  TimeInput(String text) {
    this.text = text;
  }

  /**
   * Finds a time input by its name.
   *
   * @param text the text
   * @return the time input
   * @throws dev.millrace.flow.InvalidInputException if there is no time input of that name
   */
  public static TimeInput parse(String text) {
    Spec spec = Spec.parse("time input", text, List.of(EMBEDDING.text, CONCATENATED.text));
    return switch (spec.name()) {
      case "embedding" -> spec.plain(EMBEDDING);
      case "concatenated" -> spec.plain(CONCATENATED);
      default -> throw spec.unknown();
    };
  }

  /** The name in options and files, which {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }
}
