package dev.millrace.runs.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.plot.Picture;

/** The pictures of one run, which can be drawn by name. */
public interface Gallery {
  /** What draws all pictures that can be drawn. */
  String ALL = "all";

  /** {@return the names of the pictures, in the order in which they are drawn} */
  List<String> names();

  /**
   * Draws one picture, if that is possible.
   *
   * @param name one of {@link #names}
   * @param files receives the picture
   * @return whether it was drawn
   * @throws IOException if reading or writing fails
   */
  boolean draw(String name, PictureFiles files) throws IOException;

  /**
   * {@return why a picture cannot be drawn}
   *
   * @param name one of {@link #names}
   */
  String obstacle(String name);

  /**
   * Draws pictures into a folder.
   *
   * @param name one of {@link #names}, or {@link #ALL} for those that can be drawn
   * @param folder the folder
   * @return the files
   * @throws InvalidInputException if there is no such picture, or it cannot be drawn
   * @throws IOException if reading or writing fails
   */
  default List<Path> draw(String name, Path folder) throws IOException {
    requireName(name, names());
    return draw(name.equals(ALL) ? names() : List.of(name), folder, name.equals(ALL));
  }

  /**
   * As {@link #draw(String, Path)}, for several pictures.
   *
   * @param chosen the names of the pictures
   * @param folder the folder
   * @param ifPossible whether pictures that cannot be drawn are left out
   * @return the files
   * @throws IOException if reading or writing fails
   */
  default List<Path> draw(List<String> chosen, Path folder, boolean ifPossible) throws IOException {
    PictureFiles files = new PictureFiles(folder);
    for (String one : chosen) {
      if (!draw(one, files) && !ifPossible) {
        throw new InvalidInputException("`kind` %s: %s".formatted(one, obstacle(one)));
      }
    }
    return files.written();
  }

  /**
   * Fails for a name that is not known.
   *
   * @param name the name
   * @param names the names that exist
   * @throws InvalidInputException if it is neither one of them nor {@link #ALL}
   */
  static void requireName(String name, List<String> names) {
    if (!name.equals(ALL) && !names.contains(name)) {
      throw new InvalidInputException("`kind` %s: expected one of %s, all".formatted(name, String.join(", ", names)));
    }
  }

  /**
   * Writes a picture, if there is one.
   *
   * @param files receives it
   * @param name the name of the file, without an ending
   * @param picture the picture
   * @return whether there is one
   * @throws IOException if writing fails
   */
  static boolean put(PictureFiles files, String name, Optional<Picture> picture) throws IOException {
    if (picture.isPresent()) {
      files.write(name, picture.get());
    }
    return picture.isPresent();
  }
}
