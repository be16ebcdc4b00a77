package dev.millrace.runs.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.Suggestion;

/** The kinds that are on the class path. */
public final class Kinds {
  /** What data are that no other kind knows. */
  private static final String POINTS = "points";

  private final List<Kind> all;

  private Kinds(List<Kind> all) {
    this.all = all;
  }

  /**
   * Takes some kinds, for a program that knows them: looking through the class path takes longer than drawing samples.
   *
   * @param kinds the kinds; one of them is points
   * @return these kinds
   */
  public static Kinds of(List<Kind> kinds) {
    return new Kinds(List.copyOf(kinds));
  }

  /**
   * Finds the kinds by {@link ServiceLoader}. Their engines are loaded when they are used.
   *
   * @return the kinds
   */
  public static Kinds load() {
    return new Kinds(ServiceLoader.load(Kind.class, Kinds.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get).toList());
  }

  /** {@return all kinds} */
  public List<Kind> all() {
    return all;
  }

  private Kind points() {
    return all.stream().filter(kind -> kind.name().equals(POINTS)).findFirst().orElseThrow();
  }

  /**
   * {@return the kind of data, by their name; points if no other kind knows them}
   *
   * @param data the name of the data, or a file
   */
  public Kind ofData(String data) {
    return all.stream().filter(kind -> kind.isData(data)).findFirst().orElseGet(this::points);
  }

  /**
   * {@return the kind of data of which nothing says that they are of a kind that runs name: points, or images}
   *
   * @param data the name of the data, or a file
   */
  public Kind pointsOrImages(String data) {
    return all.stream().filter(kind -> !kind.isNamedInRuns() && kind.isData(data)).findFirst()
        .orElseGet(this::points);
  }

  /**
   * {@return the kind that a user names}
   *
   * @param name such as "tables"
   * @throws InvalidInputException if there is no such kind
   */
  public Kind named(String name) {
    List<String> names = all.stream().map(Kind::name).toList();
    return all.stream().filter(kind -> kind.name().equals(name)).findFirst()
        .orElseThrow(() -> new InvalidInputException(
            "`kind` %s: expected one of %s%s".formatted(Shown.cut(name), String.join(", ", names),
                Suggestion.of(name, names))));
  }

  /**
   * {@return the kind of a file of weights; points if no other kind knows it}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public Kind ofModel(Path file) throws IOException {
    for (Kind kind : all) {
      if (kind.isModel(file)) {
        return kind;
      }
    }
    return points();
  }

  /**
   * {@return the kind of a run}
   *
   * @param run the run
   * @throws InvalidInputException if it is of a kind that this program does not have
   * @throws IOException if reading fails
   */
  public Kind of(RunDirectory run) throws IOException {
    Optional<String> named = ConfigFile.kind(run.configFile());
    if (named.isPresent()) {
      return named(named.get());
    }
    String data = ConfigFile.data(run.configFile()).orElse("");
    Kind kind = pointsOrImages(data);
    if (kind.name().equals(POINTS) && !DataSource.isKnown(data) && !hasOptionsOf(kind, run)) {
      throw new InvalidInputException("%s: a run on %s, of a kind that this program does not have; it has %s".formatted(
          run.path(), Shown.cut(data), String.join(", ", all.stream().map(Kind::name).toList())));
    }
    return kind;
  }

  private static boolean hasOptionsOf(Kind kind, RunDirectory run) throws IOException {
    try {
      ConfigFile.over(kind.defaults(), run.configFile());
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /**
   * {@return the options of a run}
   *
   * @param run the run
   * @throws IOException if reading or writing fails
   */
  public TrainingConfig config(RunDirectory run) throws IOException {
    return ConfigFile.over(of(run).defaults(), run.configFile());
  }

  /**
   * Opens a run.
   *
   * @param folder the folder
   * @return the run
   * @throws InvalidInputException if the folder is not that of a run
   * @throws IOException if reading fails
   */
  public TrainedRun open(Path folder) throws IOException {
    RunDirectory run = RunDirectory.open(folder);
    return of(run).open(run);
  }
}
