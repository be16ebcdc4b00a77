package dev.millrace.torch;

import java.util.Map;

/**
 * The {@code VelocityUNet} of the tutorial that Millrace grew from: two convolutions of stride 2 down, two transposed
 * ones up, skip connections, and the time added once. Its weights have the tutorial's names, so that weights of either
 * program load in the other.
 *
 * @param channels channels of a pixel
 * @param height height of an image in pixels
 * @param width width of an image in pixels
 * @param hidden channels at full size; twice as many at lower sizes
 */
public record LessonUNet(int channels, int height, int width, int hidden) implements ImageNet {
  static final String ARCHITECTURE = "velocity-unet";
  /** Sines and cosines of 32 frequencies. */
  static final int TIME_FEATURES = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is below 1
   */
  public LessonUNet {
    Sizes.require(channels, height, width);
    if (hidden < 1) {
      throw new IllegalArgumentException("hidden = " + hidden + ", expected at least 1");
    }
  }

  static LessonUNet of(Metadata read) {
    return new LessonUNet(read.integer("channels"), read.integer("height"), read.integer("width"),
        read.integer("hidden"));
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public int multiple() {
    return 4;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("architecture", ARCHITECTURE, "format", "pt", "channels", Integer.toString(channels), "height",
        Integer.toString(height), "width", Integer.toString(width), "hidden", Integer.toString(hidden), "time_scale",
        "1.0", "frequencies", "exp(-ln(10000)*i/32), i = 0..31; features sin then cos of time_scale*t*frequency");
  }

  @Override
  public long numbersKept() {
    // Full size: before and after SiLU, with time added, and twice on the way up. Lower sizes have twice the channels.
    return (long) ((double) height * width * hidden * (7 + 5.0 / 2 + 1.0 / 4));
  }

  /** The positions of its weights in one array. */
  Layout layout() {
    return new Layout().linear("time_mlp.0", TIME_FEATURES, hidden).conv("enc1", channels, hidden, 3)
        .conv("enc2", hidden, 2 * hidden, 3).conv("enc3", 2 * hidden, 2 * hidden, 3)
        .transposed("dec3", 2 * hidden, 2 * hidden, 4).transposed("dec2", 4 * hidden, hidden, 4)
        .conv("dec1", 2 * hidden, channels, 3);
  }
}
