package dev.millrace.torch;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Spec;

/**
 * On which device, in which precision and by how many threads tensors are computed.
 *
 * @param device where tensors are computed
 * @param precision the floating-point format that the layers compute in; weights, the optimizer and the loss are always
 *           fp32
 * @param threads number of threads that compute on the CPU; 0 for all processors. On the CPU no bit of a training
 *           depends on it
 */
public record TorchOptions(DeviceChoice device, PrecisionChoice precision, int threads) {
  /** A device to compute on. */
  public enum DeviceChoice {
    /** The GPU if there is one. */
    AUTO,
    /** The processor. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA;

    /**
     * Reads {@code auto}, {@code cpu} or {@code cuda}.
     *
     * @param text the text
     * @return the choice
     * @throws InvalidInputException if it is none of them
     */
    public static DeviceChoice parse(String text) {
      Spec spec = Spec.parse("device", text, List.of("auto", "cpu", "cuda"));
      return switch (spec.name()) {
        case "auto" -> spec.plain(AUTO);
        case "cpu" -> spec.plain(CPU);
        case "cuda" -> spec.plain(CUDA);
        default -> throw spec.unknown();
      };
    }
  }

  /** A floating-point format to compute in. */
  public enum PrecisionChoice {
    /** bf16 where the device multiplies it in hardware, fp32 elsewhere. */
    AUTO,
    /** IEEE single precision. */
    FP32,
    /** bfloat16: eight bits of exponent, seven of mantissa. */
    BF16;

    /**
     * Reads {@code auto}, {@code fp32} or {@code bf16}.
     *
     * @param text the text
     * @return the choice
     * @throws InvalidInputException if it is none of them
     */
    public static PrecisionChoice parse(String text) {
      Spec spec = Spec.parse("precision", text, List.of("auto", "fp32", "bf16"));
      return switch (spec.name()) {
        case "auto" -> spec.plain(AUTO);
        case "fp32" -> spec.plain(FP32);
        case "bf16" -> spec.plain(BF16);
        default -> throw spec.unknown();
      };
    }
  }

  /** The device and precision that are fastest here, on all processors. */
  public static final TorchOptions AUTO = new TorchOptions(DeviceChoice.AUTO, PrecisionChoice.AUTO, 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if threads is negative
   */
  public TorchOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads = " + threads + ", expected 0 or more");
    }
  }
}
