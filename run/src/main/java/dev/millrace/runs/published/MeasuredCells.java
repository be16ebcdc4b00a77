package dev.millrace.runs.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.RunLock;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The cells of a published table that is measured again. Each cell has a file of its own, which is written when the cell
 * is measured, so that work which was stopped goes on with the missing ones. The name of a file ends in a checksum of the
 * options, so that figures of different options lie side by side and are never mixed.
 */
public final class MeasuredCells {
  private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
      .build();
  private static final int DIGITS = 8;
  private static final String OPTIONS = "options";
  private static final String FIGURES = "figures";

  private MeasuredCells() {
  }

  /**
   * A cell.
   *
   * @param name its place in the folder, such as {@code iris/split-0-seed-2}
   * @param options everything that its figures depend on, beside its name
   * @param measure measures it
   */
  public record Cell(String name, Map<String, ?> options, Measure measure) {
    private String text() {
      return JSON.writeValueAsString(options);
    }

    private Path file(Path folder) {
      return folder.resolve(name + "-" + Sha256.of(text()).substring(0, DIGITS) + ".json");
    }
  }

  /** Measures a cell. */
  @FunctionalInterface
  public interface Measure {
    /**
     * {@return the figures, by name: numbers, or maps of them}
     *
     * @param check to be called from time to time; it throws an exception if the work should end
     * @throws IOException if reading or writing fails
     */
    Map<String, ?> figures(Runnable check) throws IOException;
  }

  /**
   * Measures the cells that are missing, and returns all.
   *
   * @param folder where the files of the cells are; it is made if it does not exist
   * @param cells the cells, in any order
   * @param atOnce the most cells that are measured at a time
   * @param caller hears the progress and may cancel the work
   * @return the figures of the cells, in their order
   * @throws InvalidInputException if a file is not one of such a cell, or another process is working in the folder
   * @throws IOException if reading or writing fails
   */
  public static List<JsonNode> run(Path folder, List<Cell> cells, int atOnce, Caller caller) throws IOException {
    Files.createDirectories(folder);
    try (RunLock _ = RunLock.of(folder)) {
      List<Cell> missing = new ArrayList<>();
      for (Cell cell : cells) {
        if (Files.exists(cell.file(folder))) {
          read(cell.file(folder), cell);
        } else {
          missing.add(cell);
        }
      }
      sayWhatIsThere(folder, cells, cells.size() - missing.size(), caller);
      measure(folder, missing, cells.size() - missing.size(), atOnce, caller);
      List<JsonNode> figures = new ArrayList<>();
      for (Cell cell : cells) {
        figures.add(read(cell.file(folder), cell));
      }
      return figures;
    }
  }

  private static void sayWhatIsThere(Path folder, List<Cell> cells, int done, Caller caller) throws IOException {
    if (done > 0) {
      caller.inform("%d of %d cells were measured before".formatted(done, cells.size()));
    }
    Set<Path> known = new HashSet<>();
    Set<Path> parents = new HashSet<>();
    for (Cell cell : cells) {
      Path file = cell.file(folder);
      known.add(file);
      parents.add(Objects.requireNonNull(file.getParent()));
    }
    int others = 0;
    for (Path parent : parents) {
      AtomicFile.clear(parent);
      if (Files.isDirectory(parent)) {
        try (Stream<Path> files = Files.list(parent)) {
          others += (int) files.filter(file -> file.toString().endsWith(".json") && !known.contains(file)).count();
        }
      }
    }
    if (others > 0) {
      caller.inform("%s: %d cells of other options are left as they are, and not used".formatted(folder, others));
    }
  }

  private static void measure(Path folder, List<Cell> missing, int before, int atOnce, Caller caller)
      throws IOException {
    Runnable check = caller.check(new RunDirectory(folder), "the table; the same command goes on");
    AtomicInteger done = new AtomicInteger(before);
    try (Work work = caller.begin("cells", before, before + missing.size())) {
      Tasks.forEach(atOnce, missing.size(), task -> {
        check.run();
        Cell cell = missing.get(task);
        try {
          Path file = cell.file(folder);
          Map<String, ?> figures = cell.measure().figures(check);
          Files.createDirectories(Objects.requireNonNull(file.getParent()));
          write(file, cell, figures);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        synchronized (work) {
          work.at(done.incrementAndGet(), cell.name());
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(Path file, Cell cell, Map<String, ?> figures) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsString(Map.of(OPTIONS, cell.options(), FIGURES, figures));
    AtomicFile.write(file, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode read(Path file, Cell cell) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new InvalidInputException(file + ": is not a measured cell, delete it", e);
    }
    if (!root.path(FIGURES).isObject() || !JSON.writeValueAsString(root.path(OPTIONS)).equals(cell.text())) {
      throw new InvalidInputException(file + ": is not a cell of these options, delete it");
    }
    return root.path(FIGURES);
  }
}
