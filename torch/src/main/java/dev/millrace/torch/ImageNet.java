package dev.millrace.torch;

import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Spec;

/**
 * The shape of a velocity network for images: v(x, t) or, with classes, v(x, t, class), where class number {@code classes} means
 * "any" (the null class of guidance).
 *
 * <p>Images of any height and width go in: they are padded with zeros at the right and the bottom to what the network's depth
 * divides, and its output is cut back.
 */
public sealed interface ImageNet permits LessonUNet, ResidualUNet {
  /** The names of the presets. */
  List<String> PRESETS = List.of("lesson", "small", "base");

  /** Colours of a pixel, 1 (grey) or more. */
  int channels();

  /** Rows of an image. */
  int height();

  /** Columns of an image. */
  int width();

  /** Classes that it can be asked for; 0 if none. */
  int classes();

  /** Height and width inside the network are multiples of this. */
  int multiple();

  /** What rebuilds it, as text; {@link #parse} reads it. */
  Map<String, String> metadata();

  /** About how many numbers of an image a training step keeps on its way forward for its way back: what memory is judged by. */
  long numbersKept();

  /** Numbers in an image. */
  default int dim() {
    return Sizes.product(channels(), height(), width());
  }

  /** Numbers in all its weights. */
  default int parameterCount() {
    return Networks.layout(this).size();
  }

  /** Weights to start from; the same seed gives the same. */
  default float[] start(Seed seed) {
    return Networks.layout(this).start(seed);
  }

  /**
   * A network by name.
   *
   * @param preset {@code lesson} (the lesson's, without classes), {@code small} (28×28 on a CPU) or {@code base} (32×32 in
   *     colour)
   * @param classes 0 for a network without
   * @throws InvalidInputException if there is no such preset
   */
  static ImageNet preset(String preset, int channels, int height, int width, int classes) {
    Spec spec = Spec.parse("net", preset, PRESETS);
    return switch (spec.name()) {
      case "lesson" -> spec.plain(new LessonUNet(channels, height, width, 64));
      case "small" -> spec.plain(
          new ResidualUNet(channels, height, width, classes, 2, List.of(64, 128), 1, 1, 0));
      case "base" -> spec.plain(
          new ResidualUNet(channels, height, width, classes, 1, List.of(128, 256, 256), 2, 1, 0.1));
      default -> throw spec.unknown();
    };
  }

  /**
   * Reads what {@link #metadata} wrote.
   *
   * @param where for messages
   * @throws InvalidInputException if the architecture is unknown, or a number is missing or out of range
   */
  static ImageNet parse(String where, Map<String, String> metadata) {
    String architecture = metadata.getOrDefault("architecture", "");
    Metadata read = new Metadata(where, metadata);
    return switch (architecture) {
      case LessonUNet.ARCHITECTURE -> read.build(() -> LessonUNet.of(read));
      case ResidualUNet.ARCHITECTURE -> read.build(() -> ResidualUNet.of(read));
      default -> throw new InvalidInputException("%s: architecture '%s', expected '%s' or '%s'".formatted(where,
          architecture, LessonUNet.ARCHITECTURE, ResidualUNet.ARCHITECTURE));
    };
  }
}
