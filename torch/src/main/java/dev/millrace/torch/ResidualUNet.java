package dev.millrace.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A U-Net of residual blocks (Dhariwal and Nichol 2021). Each block has group normalisation, SiLU and convolution,
 * twice; time and class scale and shift the second normalisation; the last convolution of each block starts at zero.
 * The lower resolutions have self-attention. The image is divided into patches: the first convolution sees patch² times
 * as many channels at 1/patch of the height and width.
 *
 * @param channels channels of a pixel
 * @param height height of an image in pixels
 * @param width width of an image in pixels
 * @param classes number of classes; 0 for none
 * @param patch side of the squares of pixels that become channels, 1 or 2 pixels
 * @param widths channels at each resolution; each resolution is half of the previous one; multiples of 16
 * @param blocks residual blocks at each resolution on the way down, and as many on the way up
 * @param attentionFrom the first resolution, counted from 0 (the largest), whose blocks have attention
 * @param dropout fraction of the numbers within a block that training sets to zero, in [0, 1)
 * @param spans what the network is told besides the time, as {@link #spans()} says; their embeddings are added to that of
 *     the time. The weights of the network without them are the first of its weights
 * @param timeScale what times in [0, 1] are multiplied by before their sines are taken, above 0
 */
public record ResidualUNet(int channels, int height, int width, int classes, int patch, List<Integer> widths,
    int blocks, int attentionFrom, double dropout, int spans, double timeScale) implements ImageNet {
  static final String ARCHITECTURE = "residual-unet";
  /** The time scale of networks of earlier releases. */
  static final double OLD_TIME_SCALE = 1000;
  /**
   * The scale of times and spans. A network learns average velocities from its own differences over short times, which
   * must not turn the sines round; a network of velocities alone gains a little by it too.
   */
  public static final double TIME_SCALE = 10;
  /** The names of the embeddings of the spans. */
  public static final List<String> SPANS = List.of("span", "guidance");
  static final int TIME_FEATURES = 64;
  /** The number of channels that a group normalisation takes together. */
  public static final int GROUP = 16;
  /** The number of channels of a head of the attention. */
  public static final int HEAD = 64;
  private static final double MOST_TIME_SCALE = 1e5;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the component that is out of range
   */
  public ResidualUNet {
    Sizes.require(channels, height, width);
    widths = List.copyOf(widths);
    if (classes < 0) {
      throw new IllegalArgumentException("classes = " + classes + ", expected at least 0");
    }
    if (patch != 1 && patch != 2) {
      throw new IllegalArgumentException("patch = " + patch + ", expected 1 or 2");
    }
    if (widths.isEmpty() || widths.size() > 6 || widths.stream().anyMatch(w -> w < GROUP || w % GROUP != 0)) {
      throw new IllegalArgumentException("widths = " + widths + ", expected 1 to 6 multiples of " + GROUP);
    }
    if (blocks < 1 || attentionFrom < 0) {
      throw new IllegalArgumentException(
          "blocks = %d, attentionFrom = %d: expected at least 1 and at least 0".formatted(blocks, attentionFrom));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout = " + dropout + ", expected in [0, 1)");
    }
    if (spans < 0 || spans > SPANS.size()) {
      throw new IllegalArgumentException("spans = " + spans + ", expected 0 to " + SPANS.size());
    }
    if (!(timeScale > 0 && timeScale <= MOST_TIME_SCALE)) {
      throw new IllegalArgumentException(
          "time scale = " + timeScale + ", expected above 0 and at most " + MOST_TIME_SCALE);
    }
  }

  /**
   * A network that learns the velocity alone.
   *
   * @param channels channels of a pixel
   * @param height height of an image in pixels
   * @param width width of an image in pixels
   * @param classes number of classes; 0 for none
   * @param patch side of the squares of pixels that become channels
   * @param widths channels at each resolution
   * @param blocks residual blocks at each resolution
   * @param attentionFrom the first resolution whose blocks have attention
   * @param dropout fraction of the numbers within a block that training sets to zero
   */
  public ResidualUNet(int channels, int height, int width, int classes, int patch, List<Integer> widths, int blocks,
      int attentionFrom, double dropout) {
    this(channels, height, width, classes, patch, widths, blocks, attentionFrom, dropout, 0, TIME_SCALE);
  }

  static ResidualUNet of(Metadata read) {
    return new ResidualUNet(read.integer("channels"), read.integer("height"), read.integer("width"),
        read.integer("classes"), read.integer("patch"), read.integers("widths"), read.integer("blocks"),
        read.integer("attention_from"), read.number("dropout"), read.has("spans") ? read.integer("spans") : 0,
        read.has("time_scale") ? read.number("time_scale") : OLD_TIME_SCALE);
  }

  @Override
  public ResidualUNet withSpans(int number) {
    return new ResidualUNet(channels, height, width, classes, patch, widths, blocks, attentionFrom, dropout, number,
        timeScale);
  }

  /**
   * {@return the same network with another time scale}
   *
   * @param scale what times are multiplied by, above 0
   */
  public ResidualUNet withTimeScale(double scale) {
    return new ResidualUNet(channels, height, width, classes, patch, widths, blocks, attentionFrom, dropout, spans,
        scale);
  }

  @Override
  public ResidualUNet withTimesOf(ImageNet other) {
    return other instanceof ResidualUNet known ? withTimeScale(known.timeScale) : this;
  }

  /** Its shape, in the words in which checkpoints know it; the time scale is not one of them. */
  @Override
  public String toString() {
    return ("ResidualUNet[channels=%d, height=%d, width=%d, classes=%d, patch=%d, widths=%s, blocks=%d, "
        + "attentionFrom=%d, dropout=%s%s]").formatted(channels, height, width, classes, patch, widths, blocks,
            attentionFrom, dropout, spans == 0 ? "" : ", spans=" + spans);
  }

  @Override
  public int multiple() {
    return patch << (widths.size() - 1);
  }

  @Override
  public long numbersKept() {
    long sum = 0;
    int in = widths.getFirst();
    for (int level = 0; level < widths.size(); level++) {
      long pixels = (long) Math.ceilDiv(height, patch << level) * Math.ceilDiv(width, patch << level);
      int out = widths.get(level);
      long heads = Math.max(1, out / HEAD);
      long attention = level >= attentionFrom ? 6L * out * pixels + 2 * heads * pixels * pixels : 0;
      // Twice a normalisation, SiLU and a convolution; on the way up the skip connection is concatenated.
      sum += blocks * ((2 * in + 8 * out) * pixels + (2 * (in + out) + 8 * out) * pixels + 2 * attention);
      in = out;
    }
    return sum;
  }

  /** Width of the embedding of time and class. */
  int embedding() {
    return 4 * widths.getFirst();
  }

  @Override
  public Map<String, String> metadata() {
    Map<String, String> words = new HashMap<>();
    words.put("architecture", ARCHITECTURE);
    words.put("format", "pt");
    words.put("channels", Integer.toString(channels));
    words.put("height", Integer.toString(height));
    words.put("width", Integer.toString(width));
    words.put("classes", Integer.toString(classes));
    words.put("patch", Integer.toString(patch));
    words.put("widths", widths.stream().map(String::valueOf).collect(Collectors.joining(",")));
    words.put("blocks", Integer.toString(blocks));
    words.put("attention_from", Integer.toString(attentionFrom));
    words.put("dropout", Double.toString(dropout));
    words.put("time_scale", Double.toString(timeScale));
    words.put("frequencies", "exp(-ln(10000)*i/32), i = 0..31; features sin then cos of time_scale*t*frequency");
    if (spans > 0) {
      words.put("spans", Integer.toString(spans));
      words.put("span_features", "those of the time with time_scale %s, less those of 0".formatted(TIME_SCALE));
    }
    return words;
  }

  /** The positions of its weights in one array. */
  Layout layout() {
    int pixels = channels * patch * patch;
    Layout layout = new Layout();
    layout.linear("time.0", TIME_FEATURES, embedding()).linear("time.2", embedding(), embedding());
    if (classes > 0) {
      layout.embedding("class", classes + 1, embedding());
    }
    layout.conv("in", pixels, widths.getFirst(), 3);
    int in = widths.getFirst();
    for (int level = 0; level < widths.size(); level++) {
      for (int b = 0; b < blocks; b++) {
        block(layout, "down." + level + "." + b, in, widths.get(level), level >= attentionFrom);
        in = widths.get(level);
      }
    }
    block(layout, "middle", in, in, true);
    for (int level = widths.size() - 1; level >= 0; level--) {
      for (int b = 0; b < blocks; b++) {
        block(layout, "up." + level + "." + b, in + widths.get(level), widths.get(level),
            level >= attentionFrom);
        in = widths.get(level);
      }
    }
    layout.norm("out.norm", in).zeroConv("out.conv", in, pixels, 3);
    for (String span : SPANS.subList(0, spans)) {
      layout.withoutBias(span + ".0", TIME_FEATURES, embedding()).zeroWithoutBias(span + ".2", embedding(),
          embedding());
    }
    return layout;
  }

  private void block(Layout layout, String name, int in, int out, boolean attention) {
    layout.norm(name + ".norm1", in).conv(name + ".conv1", in, out, 3).linear(name + ".scale_shift", embedding(),
        2 * out).norm(name + ".norm2", out).zeroConv(name + ".conv2", out, out, 3);
    if (in != out) {
      layout.conv(name + ".skip", in, out, 1);
    }
    if (attention) {
      layout.norm(name + ".attention.norm", out).linear(name + ".attention.qkv", out, 3 * out)
          .zeroLinear(name + ".attention.out", out, out);
    }
  }
}
