package dev.millrace.runs.draw;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Png;

/** Writes pictures to a run's folder: each as PNG, and drawings also as SVG. */
public final class PictureFiles {
  private final Path folder;
  private final List<Path> written = new ArrayList<>();

  /**
   * Creates the folder if it is missing.
   *
   * @param folder the folder of the pictures
   * @throws IOException if reading or writing fails
   */
  public PictureFiles(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /**
   * {@return the path of the SVG that belongs to a PNG, if there is one}
   *
   * @param png the file of the picture
   */
  public static Path svg(Path png) {
    return png.resolveSibling(png.getFileName().toString().replaceFirst("\\.png$", ".svg"));
  }

  /**
   * Writes a picture.
   *
   * @param name the name of the file, without an ending
   * @param picture the picture
   * @throws IOException if writing fails
   */
  public void write(String name, Picture picture) throws IOException {
    write(name, picture.image());
    AtomicFile.write(svg(png(name)), out -> out.write(picture.svg().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a picture.
   *
   * @param name the name of the file, without an ending
   * @param image the picture
   * @throws IOException if writing fails
   */
  public void write(String name, BufferedImage image) throws IOException {
    // An older drawing of this name must not be shown in place of the new image.
    Files.deleteIfExists(svg(png(name)));
    AtomicFile.write(png(name), out -> Png.write(image, out));
    written.add(png(name));
  }

  /**
   * Writes a file of another type.
   *
   * @param fileName the name of the file
   * @param body writes the bytes
   * @throws IOException if writing fails
   */
  public void write(String fileName, AtomicFile.Body body) throws IOException {
    AtomicFile.write(folder.resolve(fileName), body);
    written.add(folder.resolve(fileName));
  }

  private Path png(String name) {
    return folder.resolve(name + ".png");
  }

  /** {@return the files written so far, without the SVGs} */
  public List<Path> written() {
    return List.copyOf(written);
  }
}
