package dev.millrace.torch;

import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Spec;

/**
 * The shape of a velocity network for images: v(x, t) or, with classes, v(x, t, class), where class number
 * {@code classes} means "any" (the null class of guidance).
 *
 * <p>Images may have any height and width: they are padded with zeros at the right and the bottom to a multiple that
 * the network's depth requires, and its output is cropped.
 */
public sealed interface ImageNet permits LessonUNet, ResidualUNet {
  /** The names of the presets. */
  List<String> PRESETS = List.of("lesson", "small", "base");

  /** {@return channels of a pixel, 1 (grey) or more} */
  int channels();

  /** {@return height of an image in pixels} */
  int height();

  /** {@return width of an image in pixels} */
  int width();

  /** {@return number of classes that the network is conditioned on; 0 if none} */
  int classes();

  /**
   * {@return the number of inputs of an image besides the time: 0 for a network of velocities, 1 for one of average
   * velocities u(x, s, h), which is told the length h of a step, and 2 for one that is told the weight of guidance too}
   * Where they are 0 they add nothing: u(x, t, 0) is the velocity of the same weights, bit for bit.
   */
  default int spans() {
    return 0;
  }

  /**
   * {@return the same network with another number of spans} The weights of the one with fewer are the first of the other's.
   *
   * @param number 0, 1 or 2, as {@link #spans} says
   * @throws IllegalArgumentException if this network has no place for them
   */
  default ImageNet withSpans(int number) {
    if (number != spans()) {
      throw new IllegalArgumentException("spans = " + number + ", expected 0: this network has no place for them");
    }
    return this;
  }

  /**
   * {@return the same network, which is given times in the same form as another, so that it can go on with its weights}
   *
   * @param other the other network
   */
  default ImageNet withTimesOf(ImageNet other) {
    return this;
  }

  /** {@return height and width inside the network are multiples of this} */
  int multiple();

  /** {@return the metadata from which the network can be rebuilt, as text; {@link #parse} reads it} */
  Map<String, String> metadata();

  /**
   * {@return an estimate of how many numbers per image the forward pass of a training step stores for the backward
   * pass; memory checks use it}
   */
  long numbersKept();

  /** {@return the shape of an image: channels, height, width} */
  default List<Integer> imageShape() {
    return List.of(channels(), height(), width());
  }

  /** {@return count of numbers in an image} */
  default int dim() {
    return Sizes.product(channels(), height(), width());
  }

  /** {@return count of numbers in all weights} */
  default int parameterCount() {
    return Networks.layout(this).size();
  }

  /**
   * {@return initial weights; the same seed gives the same weights}
   *
   * @param seed seed of the weights
   */
  default float[] start(Seed seed) {
    return Networks.layout(this).start(seed);
  }

  /**
   * {@return a network by the name of a preset}
   *
   * @param preset {@code lesson} (the U-Net of the tutorial that Millrace grew from, without classes), {@code small}
   *           (28×28 on a CPU) or {@code base} (32×32 in colour)
   * @param channels channels of a pixel
   * @param height height of an image in pixels
   * @param width width of an image in pixels
   * @param classes 0 for a network without classes
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
   * @param where the file, for messages
   * @param metadata the entries of the file, by name
   * @return the network
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
