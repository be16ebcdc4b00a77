package dev.millrace.flow.net;

import java.util.List;

import dev.millrace.flow.text.Spec;

/** How a velocity MLP sees the time. */
public enum TimeInput {
  /** 32 sines and 32 cosines of the time (Vaswani et al. 2017), a linear layer and SiLU, put behind x. */
  EMBEDDING("embedding"),
  /** The time itself, one more column behind x (Tong et al. 2023). */
  CONCATENATED("concatenated");

  private final String text;

  TimeInput(String text) {
    this.text = text;
  }

  /**
   * The time input of that name.
   *
   * @throws dev.millrace.flow.InvalidInputException if there is none
   */
  public static TimeInput parse(String text) {
    Spec spec = Spec.parse("time input", text, List.of(EMBEDDING.text, CONCATENATED.text));
    return switch (spec.name()) {
      case "embedding" -> spec.plain(EMBEDDING);
      case "concatenated" -> spec.plain(CONCATENATED);
      default -> throw spec.unknown();
    };
  }

  /** Its name in options and files; {@link #parse} reads it. */
  @Override
  public String toString() {
    return text;
  }
}
