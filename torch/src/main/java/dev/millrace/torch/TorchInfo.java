package dev.millrace.torch;

/**
 * The version, the platform and the device that tensors are computed with.
 *
 * @param version of LibTorch and of the bindings, such as {@code 2.10.0-1.5.13}
 * @param platform such as {@code linux-x86_64}
 * @param processor the instruction set that LibTorch chose, such as {@code AVX512}
 * @param device {@code cpu} or {@code cuda}
 * @param gpu the GPU's name, or empty if none is used
 * @param threads that compute on the CPU
 * @param precision {@code fp32} or {@code bf16}
 */
public record TorchInfo(String version, String platform, String processor, String device, String gpu, int threads,
    String precision) {

  /** One line, such as {@code LibTorch 2.10.0-1.5.13, linux-x86_64 (AVX512), cpu, 2 threads, bf16}. */
  @Override
  public String toString() {
    return "LibTorch %s, %s (%s), %s, %d threads, %s".formatted(version, platform, processor,
        gpu.isEmpty() ? device : device + " (" + gpu + ")", threads, precision);
  }
}
