package dev.millrace.flow.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Idx;

/** Image sets in the IDX format, in which MNIST was published, from a folder or from the class path. */
final class IdxImages {
  /** An array, and how messages name it. */
  private record Source(String place, Idx array) {}

  private IdxImages() {
  }

  /** MNIST, if its module is on the class path. */
  static ImageData mnist() throws IOException {
    return new ImageData(
        set("mnist", mnist("train-images-idx3-ubyte.gz", 3), mnist("train-labels-idx1-ubyte.gz", 1), 10),
        set("mnist", mnist("t10k-images-idx3-ubyte.gz", 3), mnist("t10k-labels-idx1-ubyte.gz", 1), 10));
  }

  /** The 1,797 digits of 8 × 8 pixels that scikit-learn distributes; every tenth is a test image. */
  static ImageData digits() throws IOException {
    return ImageData.keepingATenth(set("digits", digits("digits-images-idx3-ubyte.gz", 3),
        digits("digits-labels-idx1-ubyte.gz", 1), 10));
  }

  /** A file of MNIST, which is in a module of its own, without classes: only the class loader finds it there. */
  private static Source mnist(String name, int dimensions) throws IOException {
    ClassLoader loader = Objects.requireNonNull(IdxImages.class.getClassLoader(), "class loader");
    try (InputStream in = loader.getResourceAsStream("dev/millrace/mnist/" + name)) {
      if (in == null) {
        throw new InvalidInputException("mnist: not on the class path; add the module millrace-mnist, "
            + "or name a folder that has its files as idx:DIR");
      }
      return new Source(name, Idx.read(in, name, dimensions));
    }
  }

  private static Source digits(String name, int dimensions) throws IOException {
    try (InputStream in = Objects.requireNonNull(IdxImages.class.getResourceAsStream(name), name)) {
      return new Source(name, Idx.read(in, name, dimensions));
    }
  }

  /** The files train-… and t10k-… of a folder, gzipped or not. */
  static ImageData folder(Path folder) throws IOException {
    Source trainImages = file(folder, "train", "images", 3);
    Source trainLabels = file(folder, "train", "labels", 1);
    Source testImages = file(folder, "t10k|test", "images", 3);
    Source testLabels = file(folder, "t10k|test", "labels", 1);
    int classes = 1 + Math.max(greatest(trainLabels), greatest(testLabels));
    String name = "idx:" + folder;
    ImageSet train = set(name, trainImages, trainLabels, classes);
    ImageSet test = set(name, testImages, testLabels, classes);
    if (train.height() != test.height() || train.width() != test.width()) {
      throw new InvalidInputException("%s: images of %d × %d pixels, expected %d × %d as in %s".formatted(
          testImages.place, test.height(), test.width(), train.height(), train.width(), trainImages.place));
    }
    return new ImageData(train, test);
  }

  private static int greatest(Source labels) {
    byte[] values = labels.array.values();
    return IntStream.range(0, values.length).map(i -> values[i] & 0xFF).max().orElse(0);
  }

  /** Finds, for example, train-images-idx3-ubyte.gz or emnist-letters-train-images.idx3-ubyte. */
  private static Source file(Path folder, String part, String kind, int dimensions) throws IOException {
    Pattern names = Pattern.compile("(.*-)?(" + part + ")-" + kind + "[-.]idx" + dimensions + "-ubyte(\\.gz)?");
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(file -> {
        if (names.matcher(String.valueOf(file.getFileName())).matches()) {
          found.add(file);
        }
      });
    }
    if (found.size() > 1) {
      // A file and its gzipped form count as one.
      found.removeIf(file -> found.contains(file.resolveSibling(
          String.valueOf(file.getFileName()).replaceFirst("\\.gz$", ""))) && file.toString().endsWith(".gz"));
    }
    if (found.size() != 1) {
      throw new InvalidInputException("%s: %d files like %s-%s-idx%d-ubyte[.gz], expected one".formatted(folder,
          found.size(), part.replaceFirst("\\|.*", ""), kind, dimensions));
    }
    return new Source(found.getFirst().toString(), Idx.read(found.getFirst(), dimensions));
  }

  private static ImageSet set(String name, Source images, Source labels, int classes) {
    List<Integer> shape = images.array.shape();
    if (shape.contains(0)) {
      throw new InvalidInputException("%s: dimensions %s, expected none of them 0".formatted(images.place, shape));
    }
    byte[] values = labels.array.values();
    if (values.length != shape.getFirst()) {
      throw new InvalidInputException("%s: %d labels, expected one for each of the %d images in %s"
          .formatted(labels.place, values.length, shape.getFirst(), images.place));
    }
    int[] numbers = IntStream.range(0, values.length).map(i -> values[i] & 0xFF).toArray();
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    Optional<Integer> tooGreat = IntStream.of(numbers).filter(label -> label >= classes).boxed().findFirst();
    if (tooGreat.isPresent()) {
      throw new InvalidInputException("%s: label %d, expected 0 to %d".formatted(labels.place, tooGreat.get(),
          classes - 1));
    }
    return new ImageSet(name, 1, shape.get(1), shape.get(2), images.array.values(), numbers, names);
  }
}
