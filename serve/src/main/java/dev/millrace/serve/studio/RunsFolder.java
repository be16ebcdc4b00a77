package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.serve.http.Problem;

/**
 * The folder whose runs the studio shows. Names that a page sends lead to runs inside this folder, and to nothing else.
 *
 * @param path the folder
 */
record RunsFolder(Path path) {
  /** Runs of reflow have rounds in folders inside. */
  private static final int DEPTH = 2;

  /**
   * {@return the run of a name, such as "moons-1" or "reflow-1/round-1"}
   *
   * @throws Problem 404 if there is no such run in this folder
   */
  RunDirectory run(String name) throws IOException {
    return find(name).orElseThrow(() -> new Problem(404, "there is no run of this name in " + path));
  }

  /** {@return the run of a name, if there is one} */
  Optional<RunDirectory> find(String name) throws IOException {
    try {
      Path inside = Path.of(name);
      Path run = path.resolve(inside).normalize();
      if (!name.isEmpty() && !inside.isAbsolute() && inside.equals(inside.normalize()) && !name.startsWith("..")
          && Files.isRegularFile(run.resolve("run.yaml")) && run.toRealPath().startsWith(path.toRealPath())) {
        return Optional.of(new RunDirectory(run));
      }
    } catch (InvalidPathException _) {
      // There is no such run.
    }
    return Optional.empty();
  }

  /** {@return the name of a run} */
  String name(RunDirectory run) {
    return path.toAbsolutePath().relativize(run.path().toAbsolutePath()).toString().replace('\\', '/');
  }

  /** {@return all runs, the newest first} */
  List<RunDirectory> all() throws IOException {
    List<RunDirectory> runs = new ArrayList<>();
    if (Files.isDirectory(path)) {
      collect(path, DEPTH, runs);
    }
    runs.sort(Comparator.comparingLong(RunsFolder::changed).reversed());
    return runs;
  }

  private static void collect(Path folder, int depth, List<RunDirectory> runs) throws IOException {
    List<Path> inside;
    try (Stream<Path> files = Files.list(folder)) {
      inside = files.filter(Files::isDirectory).toList();
    }
    for (Path each : inside) {
      if (Files.isRegularFile(each.resolve("run.yaml"))) {
        runs.add(new RunDirectory(each));
      }
      if (depth > 1) {
        collect(each, depth - 1, runs);
      }
    }
  }

  /**
   * Removes the folder of a training that ended before there was anything to keep: one that is empty, or holds only locks,
   * temporary files and what a reflow was asked for. Any other folder stays as it is. Nothing is thrown, because how the
   * training ended is what the page is to hear.
   */
  static void removeIfUnused(RunDirectory run) {
    try {
      List<Path> inside;
      try (Stream<Path> files = Files.list(run.path())) {
        inside = files.toList();
      }
      if (inside.stream().allMatch(RunsFolder::isOfPreparation)) {
        for (Path each : inside) {
          Files.delete(each);
        }
        Files.delete(run.path());
      }
    } catch (IOException | UncheckedIOException _) {
      // The folder is gone, or stays.
    }
  }

  private static boolean isOfPreparation(Path file) {
    String name = String.valueOf(file.getFileName());
    return (name.startsWith(".") || name.equals(ReflowArguments.FILE)) && Files.isRegularFile(file);
  }

  /** {@return when the run changed last, in milliseconds since 1970} */
  static long changed(RunDirectory run) {
    for (Path file : List.of(run.log(), run.modelFile(), run.configFile())) {
      try {
        return Files.getLastModifiedTime(file).toMillis();
      } catch (IOException _) {
        // The next file tells.
      }
    }
    return 0;
  }
}
