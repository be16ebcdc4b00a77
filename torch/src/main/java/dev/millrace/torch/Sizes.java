package dev.millrace.torch;

/** Checks of sizes. */
final class Sizes {
  private Sizes() {
  }

  static void require(int channels, int height, int width) {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "%d channels, %d×%d pixels: expected at least 1 each".formatted(channels, height, width));
    }
  }
}
