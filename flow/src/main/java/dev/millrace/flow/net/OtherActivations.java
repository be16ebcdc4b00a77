package dev.millrace.flow.net;

import static dev.millrace.flow.net.Polynomials.EXP_LIMIT;
import static dev.millrace.flow.net.Polynomials.LOG2_E;
import static dev.millrace.flow.net.Polynomials.ROUND;

/**
 * The activations of networks that other programs have trained. Both kernels use them, so that their bits agree; the
 * loops have no branches, and HotSpot turns most of them into vectors.
 */
final class OtherActivations {
  /** The slope of PyTorch's LeakyReLU below 0. */
  private static final float LEAK = 0.01f;
  private static final float HALF_ROOT = (float) Math.sqrt(0.5);
  private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));
  /** Of GELU's form with tanh: √(2/π), and the coefficient of the cube. */
  private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
  private static final float CUBE = 0.044715f;
  /** Where tanh is ±1 to the last bit. */
  private static final float TANH_LIMIT = 10f;
  /** Where the error function is ±1 to the last bit. */
  private static final float ERF_LIMIT = 4f;
  /**
   * erf(x)/x as a quotient of polynomials in x², fitted to |x| ≤ 4 with a relative error of 2.5·10⁻⁸; in floats it is
   * within 4·10⁻⁷.
   */
  private static final float[] P = {1.1283791f, 0.19352531f, 0.053099103f, 0.0038824996f, 0.00028454722f,
      1.9869285e-6f};
  private static final float[] Q = {1f, 0.5048399f, 0.11534182f, 0.015205546f, 0.0011853679f, 3.7420737e-5f};

  private OtherActivations() {
  }

  /** In place z ← activation(z). */
  static void apply(Activation activation, float[] z, int offset, int length) {
    int end = offset + length;
    switch (activation) {
      case RELU -> {
        for (int i = offset; i < end; i++) {
          z[i] = Math.max(z[i], 0f);
        }
      }
      case LEAKY_RELU -> {
        for (int i = offset; i < end; i++) {
          z[i] = z[i] > 0 ? z[i] : LEAK * z[i];
        }
      }
      case ELU -> {
        for (int i = offset; i < end; i++) {
          z[i] = z[i] > 0 ? z[i] : exponentialLessOne(z[i]);
        }
      }
      case TANH -> {
        for (int i = offset; i < end; i++) {
          z[i] = tanh(z[i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = offset; i < end; i++) {
          z[i] = softplus(z[i]);
        }
      }
      case GELU -> {
        for (int i = offset; i < end; i++) {
          z[i] = z[i] * normalBelow(z[i]);
        }
      }
      case GELU_TANH -> {
        for (int i = offset; i < end; i++) {
          z[i] = z[i] * Math.fma(0.5f, tanh(bent(z[i])), 0.5f);
        }
      }
      case SILU, SELU -> throw new IllegalArgumentException(activation + " has kernels of its own");
    }
  }

  /** In place z ← activation(z), and derivative ← activation′(z), at the same offset; at a kink that from below. */
  static void applyWithDerivative(Activation activation, float[] z, float[] derivative, int offset, int length) {
    int end = offset + length;
    switch (activation) {
      case RELU -> {
        for (int i = offset; i < end; i++) {
          derivative[i] = z[i] > 0 ? 1f : 0f;
        }
      }
      case LEAKY_RELU -> {
        for (int i = offset; i < end; i++) {
          derivative[i] = z[i] > 0 ? 1f : LEAK;
        }
      }
      case ELU -> {
        for (int i = offset; i < end; i++) {
          derivative[i] = z[i] > 0 ? 1f : exponential(z[i]);
        }
      }
      case TANH -> {
        for (int i = offset; i < end; i++) {
          derivative[i] = slopeOfTanh(z[i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = offset; i < end; i++) {
          derivative[i] = 1f / (1f + exponential(-z[i]));
        }
      }
      case GELU -> {
        for (int i = offset; i < end; i++) {
          derivative[i] = Math.fma(z[i] * DENSITY, exponential(-0.5f * z[i] * z[i]), normalBelow(z[i]));
        }
      }
      case GELU_TANH -> {
        for (int i = offset; i < end; i++) {
          float x = Math.clamp(z[i], -TANH_LIMIT, TANH_LIMIT);
          float inner = bent(x);
          float slope = ROOT * Math.fma(3 * CUBE, x * x, 1f);
          derivative[i] = Math.fma(0.5f * x * slope, slopeOfTanh(inner), Math.fma(0.5f, tanh(inner), 0.5f));
        }
      }
      case SILU, SELU -> throw new IllegalArgumentException(activation + " has kernels of its own");
    }
    apply(activation, z, offset, length);
  }

  private static float bent(float z) {
    return ROOT * z * Math.fma(CUBE, z * z, 1f);
  }

  /** e^z; where it would leave the range of normal floats, that of the limit. */
  private static float exponential(float z) {
    float x = Math.min(Math.max(z, -EXP_LIMIT), EXP_LIMIT);
    float t = x * LOG2_E;
    float shifted = t + ROUND;
    float power = ScalarKernels.powerOfTwo(shifted);
    return Math.fma(power, ScalarKernels.rest(t, shifted), power);
  }

  /** e^z − 1 with its digits near 0. */
  private static float exponentialLessOne(float z) {
    float x = Math.min(Math.max(z, -EXP_LIMIT), EXP_LIMIT);
    float t = x * LOG2_E;
    float shifted = t + ROUND;
    float power = ScalarKernels.powerOfTwo(shifted);
    return Math.fma(power, ScalarKernels.rest(t, shifted), power - 1f);
  }

  /** (e^2z − 1)/(e^2z + 1). */
  private static float tanh(float z) {
    float e = exponentialLessOne(2 * Math.min(Math.max(z, -TANH_LIMIT), TANH_LIMIT));
    return e / (e + 2f);
  }

  /** 1 − tanh² = 4·e^2z/(e^2z + 1)², which keeps its digits where tanh is nearly ±1. */
  private static float slopeOfTanh(float z) {
    float e = exponential(2 * Math.min(Math.max(z, -EXP_LIMIT / 2), EXP_LIMIT / 2));
    float below = 2f / (e + 1f);
    return e * below * below;
  }

  private static float softplus(float z) {
    return Math.max(z, 0f) + (float) Math.log1p(exponential(-Math.abs(z)));
  }

  /** The probability that a standard normal number is below z: (1 + erf(z/√2))/2. */
  private static float normalBelow(float z) {
    float x = Math.min(Math.max(z * HALF_ROOT, -ERF_LIMIT), ERF_LIMIT);
    float y = x * x;
    float p = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(P[5], y, P[4]), y, P[3]), y, P[2]), y, P[1]), y, P[0]);
    float q = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Q[5], y, Q[4]), y, Q[3]), y, Q[2]), y, Q[1]), y, Q[0]);
    float erf = Math.min(Math.max(x * p / q, -1f), 1f);
    return Math.fma(0.5f, erf, 0.5f);
  }
}
