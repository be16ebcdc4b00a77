package dev.millrace.flow.net;

/**
 * Constants of the elementary functions, shared by both kernels. The polynomials are minimax approximations with
 * relative errors of 2·10⁻⁹ (2^r on |r| ≤ ½) and 6·10⁻⁹ (sine on |r| ≤ π/2), well below the 6·10⁻⁸ of a float.
 */
final class Polynomials {
  /** Adding and then subtracting 1.5·2²³ rounds a float of magnitude below 2²² to the nearest integer. */
  static final float ROUND = 12582912f;

  static final float LOG2_E = 1.442695f;
  /** Beyond ±87 the exponential leaves the range of normal floats; SiLU is linear or zero there to the last bit. */
  static final float EXP_LIMIT = 87f;

  /** SELU's λ and λ·α (Klambauer et al. 2017). */
  static final float SELU_SCALE = (float) 1.0507009873554805;
  static final float SELU_DEPTH = (float) (1.0507009873554805 * 1.6732632423543772);

  /** The bits of 1f, whose exponent is 0. */
  static final int ONE_BITS = 127 << 23;

  static final float E1 = 0.6931472f;
  static final float E2 = 0.24022648f;
  static final float E3 = 0.055503324f;
  static final float E4 = 0.009618437f;
  static final float E5 = 0.0013398875f;
  static final float E6 = 0.00015353362f;

  static final float S3 = -0.1666666f;
  static final float S5 = 0.0083330665f;
  static final float S7 = -0.00019809602f;
  static final float S9 = 2.6057805e-6f;

  static final float INVERSE_PI = 0.31830987f;
  /** π in three pieces (Cody and Waite 1980), so that x − k·π keeps its digits. */
  static final float PI_1 = 3.1415927f;
  static final float PI_2 = -8.742278e-8f;
  static final float PI_3 = -3.430249e-15f;

  private Polynomials() {
  }
}
