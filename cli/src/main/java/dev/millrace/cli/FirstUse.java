package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A short training and sampling in a temporary folder, from which the launcher records its cache of loaded classes. */
final class FirstUse {
  private FirstUse() {
  }

  public static void main(String[] args) throws IOException {
    VectorModule.load();
    Path folder = Files.createTempDirectory("millrace");
    try {
      String run = folder.resolve("run").toString();
      int status = Millrace.run("train", "moons", "--steps", "50", "--checkpoint-every", "15", "--quiet",
          "--out", run);
      status |= Millrace.run("sample", run, "--count", "1000", "--quiet", "--out",
          folder.resolve("samples.npy").toString());
      if (status != 0) {
        System.exit(status);
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
