package dev.millrace.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.millrace.FlowOptions;
import dev.millrace.ReflowOptions;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Png;

/**
 * Where an example prints, where its pictures go, and how much work it does.
 *
 * @param out where it prints
 * @param folder where its pictures go
 * @param quick whether it trains so briefly that its results are only roughly right
 */
public record Show(PrintStream out, Path folder, boolean quick) {
  private static final String QUICK = "--quick";

  /**
   * Reads the arguments of a program. Another option ends it with a line on standard error and exit status 2.
   *
   * @param arguments {@code [--quick] [FOLDER]}
   */
  public static Show of(String... arguments) {
    List<String> words = List.of(arguments);
    words.stream().filter(word -> word.startsWith("-") && !word.equals(QUICK)).findFirst().ifPresent(word -> {
      System.err.println("no option '" + word + "', expected [--quick] [FOLDER]");
      System.exit(2);
    });
    String folder = words.stream().filter(word -> !word.equals(QUICK)).findFirst().orElse("examples/target/pictures");
    return new Show(System.out, Path.of(folder), words.contains(QUICK));
  }

  /** The first number, or the second if the example is to be quick. */
  public int orQuick(int full, int brief) {
    return quick ? brief : full;
  }

  /** The default options, or those of a training that takes a fraction of a second. */
  public FlowOptions training() {
    FlowOptions options = FlowOptions.defaults();
    return quick ? options.withLayers(32, 3).withSteps(600).withThreads(1) : options;
  }

  /** The default options of a reflow, or those of one that takes a fraction of a second. */
  public ReflowOptions reflow() {
    ReflowOptions options = ReflowOptions.defaults();
    return quick ? options.withPairs(4000).withSteps(600).withThreads(1) : options;
  }

  /** Prints a line; numbers have a decimal point whatever the language of the computer. */
  @SuppressWarnings("AnnotateFormatMethod")
  public void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** A file of this name in the folder, which is made if it does not exist. */
  public Path file(String name) {
    try {
      return Files.createDirectories(folder).resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a picture to {@code name.png} in the folder. */
  public void draw(String name, Picture picture) {
    draw(name, picture.image());
  }

  /** Writes an image to {@code name.png} in the folder. */
  public void draw(String name, BufferedImage image) {
    Path file = file(name + ".png");
    try (OutputStream to = Files.newOutputStream(file)) {
      Png.write(image, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line("picture: %s", file);
  }
}
