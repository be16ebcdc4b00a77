package dev.millrace.flow.net;

import java.util.List;

import dev.millrace.flow.text.Spec;

/** The function between the linear layers of a velocity MLP. */
public enum Activation {
  /** z·σ(z), σ the logistic function (Elfwing, Uchibe and Doya 2018). */
  SILU("silu"),
  /**
   * λ·z for z > 0, otherwise λ·α·(e^z − 1), which preserves mean 0 and variance 1 from layer to layer (Klambauer et al.
   * 2017).
   */
  SELU("selu");

  private final String text;

  Activation(String text) {
    this.text = text;
  }

  /**
   * Finds an activation by its name.
   *
   * @param text the text
   * @return the activation
   * @throws dev.millrace.flow.InvalidInputException if there is no activation of that name
   */
  public static Activation parse(String text) {
    Spec spec = Spec.parse("activation", text, List.of(SILU.text, SELU.text));
    return switch (spec.name()) {
      case "silu" -> spec.plain(SILU);
      case "selu" -> spec.plain(SELU);
      default -> throw spec.unknown();
    };
  }

  /** The name in options and files, which {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }
}
