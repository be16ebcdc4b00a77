package dev.millrace.flow.net;

import java.util.Arrays;

import dev.millrace.flow.text.Spec;

/** The function between the linear layers of a velocity MLP. */
public enum Activation {
  /** z·σ(z), σ the logistic function (Elfwing, Uchibe and Doya 2018). */
  SILU("silu"),
  /**
   * λ·z for z > 0, otherwise λ·α·(e^z − 1), which preserves mean 0 and variance 1 from layer to layer (Klambauer et al.
   * 2017).
   */
  SELU("selu"),
  /** The greater of z and 0. */
  RELU("relu"),
  /** z for z > 0, otherwise 0.01·z. */
  LEAKY_RELU("leaky-relu"),
  /** z for z > 0, otherwise e^z − 1 (Clevert, Unterthiner and Hochreiter 2016). */
  ELU("elu"),
  /** The hyperbolic tangent. */
  TANH("tanh"),
  /** log(1 + e^z). */
  SOFTPLUS("softplus"),
  /** z·Φ(z), Φ the distribution function of a standard normal number (Hendrycks and Gimpel 2016). */
  GELU("gelu"),
  /** GELU with tanh in place of Φ, PyTorch's {@code approximate='tanh'}. */
  GELU_TANH("gelu-tanh");

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
    Spec spec = Spec.parse("activation", text, Arrays.stream(values()).map(activation -> activation.text).toList());
    for (Activation activation : values()) {
      if (activation.text.equals(spec.name())) {
        return spec.plain(activation);
      }
    }
    throw spec.unknown();
  }

  /** The name in options and files, which {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }
}
