package dev.millrace.flow.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.PictureFile;
import dev.millrace.flow.parallel.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Image sets from PNG and JPEG files: either those of a folder, without classes, or those of its sub-folders, each of
 * which is a class. Files and classes are sorted by their names (by code units), whatever the order of the file system.
 * Hidden files, and files whose names do not end in .png, .jpg or .jpeg, are ignored.
 */
final class PictureFolder {
  private static final Pattern PICTURE = Pattern.compile("(?i).*\\.(png|jpe?g)");
  private static final List<String> PARTS = List.of("test", "train");

  /** The pictures of a set, class by class. */
  private record Pictures(List<Path> files, List<Integer> labels, List<String> classes) {}

  private PictureFolder() {
  }

  /**
   * If the folder has the sub-folders train and test, and no others, they are the two sets; otherwise every tenth image
   * is a test image.
   */
  static ImageData read(Path folder, PictureOptions options, int threads) throws IOException {
    String name = "images:" + folder;
    if (list(folder, Files::isDirectory).stream().map(PictureFolder::name).toList().equals(PARTS)
        && list(folder, PictureFolder::isPicture).isEmpty()) {
      ImageSet train = set(name, find(folder.resolve("train")), options, threads);
      // The test pictures must have the number of channels that the training pictures have.
      var same = new PictureOptions(options.size(), options.channels() == 0 ? train.channels() : options.channels());
      ImageSet test = set(name, find(folder.resolve("test")), same, threads);
      requireAlike(folder, train, test);
      return new ImageData(train, test);
    }
    return ImageData.keepingATenth(set(name, find(folder), options, threads));
  }

  static ImageSet one(Path file, PictureOptions options) {
    return set(file.toString(), new Pictures(List.of(file), List.of(), List.of()), options, 1);
  }

  private static void requireAlike(Path folder, ImageSet train, ImageSet test) {
    if (!train.classNames().equals(test.classNames())) {
      throw new InvalidInputException("%s: sub-folders %s, expected those of train: %s"
          .formatted(folder.resolve("test"), test.classNames(), train.classNames()));
    }
    if (train.width() != test.width() || train.height() != test.height()) {
      throw new InvalidInputException(
          "%s: pictures of %d × %d pixels, those of train have %d × %d (`size` N makes them equal)"
              .formatted(folder.resolve("test"), test.width(), test.height(), train.width(), train.height()));
    }
  }

  private static Pictures find(Path folder) throws IOException {
    List<Path> here = list(folder, PictureFolder::isPicture);
    var found = new Pictures(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Path sub : list(folder, Files::isDirectory)) {
      List<Path> pictures = list(sub, PictureFolder::isPicture);
      if (!pictures.isEmpty()) {
        pictures.forEach(_ -> found.labels.add(found.classes.size()));
        found.files.addAll(pictures);
        found.classes.add(name(sub));
      }
    }
    if (!here.isEmpty() && !found.files.isEmpty()) {
      throw new InvalidInputException("%s: has pictures beside sub-folders with pictures (%s, %s), expected either"
          .formatted(folder, name(here.getFirst()), found.classes.getFirst()));
    }
    found.files.addAll(here);
    if (found.files.isEmpty()) {
      throw new InvalidInputException(
          folder + ": no .png, .jpg or .jpeg file, neither in it nor in its sub-folders");
    }
    return found;
  }

  private static List<Path> list(Path folder, DirectoryStream.Filter<Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, filter)) {
      entries.forEach(found::add);
    }
    found.removeIf(path -> name(path).startsWith("."));
    found.sort(Comparator.comparing(PictureFolder::name));
    return found;
  }

  private static boolean isPicture(Path path) {
    return PICTURE.matcher(name(path)).matches() && !Files.isDirectory(path);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static ImageSet set(String name, Pictures found, PictureOptions options, int threads) {
    List<Path> pictures = found.files;
    // All headers are read first, so that pictures that do not fit are refused before anything is decoded or allocated.
    List<PictureFile.Header> headers = pictures.stream().map(PictureFile::header).toList();
    int channels = options.channels() > 0 ? options.channels() : commonChannels(pictures, headers);
    if (options.size() == 0) {
      requireOneSize(pictures, headers);
    }
    int height = options.size() > 0 ? options.size() : headers.getFirst().height();
    int width = options.size() > 0 ? options.size() : headers.getFirst().width();
    long imageSize = (long) channels * height * width;
    if (imageSize * pictures.size() > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException("%s: %d pictures of %d × %d × %d make more than 2 GB (a smaller `size` helps)"
          .formatted(name, pictures.size(), channels, height, width));
    }
    byte[] pixels = new byte[(int) imageSize * pictures.size()];
    decode(pictures, channels, threads, (i, decoded) -> {
      PictureFile.Header header = headers.get(i);
      int size = header.height() * header.width();
      for (int c = 0; c < channels; c++) {
        int to = (i * channels + c) * height * width;
        if (options.size() == 0) {
          System.arraycopy(decoded, c * size, pixels, to, size);
        } else {
          Resized.square(decoded, c * size, header.height(), header.width(), options.size(), pixels, to);
        }
      }
    });
    int[] labels = found.labels.stream().mapToInt(Integer::intValue).toArray();
    return new ImageSet(name, channels, height, width, pixels, labels, found.classes);
  }

  private interface Placing {
    void place(int index, byte[] decoded);
  }

  /**
   * Decodes on several threads. If several files are bad, the message names the first of them in the order of the list.
   */
  private static void decode(List<Path> pictures, int channels, int threads, Placing placing) {
    @Nullable
    InvalidInputException[] failures = new InvalidInputException[pictures.size()];
    try (Workers workers = new Workers(threads)) {
      workers.forEach(pictures.size(), i -> {
        try {
          placing.place(i, PictureFile.read(pictures.get(i), channels));
        } catch (InvalidInputException e) {
          failures[i] = e;
        }
      });
    }
    for (InvalidInputException failure : failures) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static int commonChannels(List<Path> pictures, List<PictureFile.Header> headers) {
    boolean grey = headers.getFirst().grey();
    for (int i = 1; i < headers.size(); i++) {
      if (headers.get(i).grey() != grey) {
        throw new InvalidInputException("%s: has %s, but %s has %s (`channels` 1 or `channels` 3 makes them alike)"
            .formatted(pictures.get(i), colours(!grey), pictures.getFirst(), colours(grey)));
      }
    }
    return grey ? 1 : 3;
  }

  private static String colours(boolean grey) {
    return grey ? "one channel (grey)" : "three channels (colour)";
  }

  private static void requireOneSize(List<Path> pictures, List<PictureFile.Header> headers) {
    PictureFile.Header first = headers.getFirst();
    for (int i = 1; i < headers.size(); i++) {
      PictureFile.Header header = headers.get(i);
      if (header.width() != first.width() || header.height() != first.height()) {
        throw new InvalidInputException("%s: %d × %d pixels, but %s has %d × %d (`size` N makes them equal)".formatted(
            pictures.get(i), header.width(), header.height(), pictures.getFirst(), first.width(), first.height()));
      }
    }
  }
}
