package dev.millrace.flow.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The inputs that fuzzing kept, one a line in Base64: {@code fuzz/npy.txt} and so on among the test resources. */
final class Corpus {
  private Corpus() {
  }

  static List<byte[]> of(Target target) throws IOException {
    String name = "/fuzz/" + target.toString().toLowerCase(Locale.ROOT) + ".txt";
    List<byte[]> inputs = new ArrayList<>();
    try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream(name), name)) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
          .forEach(line -> inputs.add(Base64.getDecoder().decode(line)));
    }
    return inputs;
  }

  /** {@code unpack FILE FOLDER}: a file an input; {@code pack FOLDER FILE}: the way back, sorted. */
  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[1]);
    Path to = Path.of(arguments[2]);
    if (arguments[0].equals("unpack")) {
      int number = 0;
      Files.createDirectories(to);
      for (String line : Files.readAllLines(from, StandardCharsets.US_ASCII)) {
        Files.write(to.resolve("seed-" + number++), Base64.getDecoder().decode(line));
      }
    } else {
      TreeSet<String> lines = new TreeSet<>();
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          lines.add(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        }
      }
      Files.write(to, lines, StandardCharsets.US_ASCII);
    }
  }
}
