package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.Training;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} verify runs/moons-1%n%n",
    description = "Trains the first steps of a run again and says whether they give the same bytes.",
    footer = "%nExit status 0 if they do, 1 if not. The run stays as it is.")
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--steps", paramLabel = "N", defaultValue = "1000",
      description = "the most steps to train")
  private int steps;

  @Option(names = "--threads", paramLabel = "N",
      description = "number of threads; 0 for all processors; results do not depend on it")
  private @Nullable Integer threads;

  @Option(names = "--quiet", description = "print no progress")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    RunDirectory folder = RunDirectory.open(run);
    TrainingLog.Line claimed = claim(folder);
    Map<String, String> provenance = ConfigFile.provenance(folder.configFile());
    String changed = provenance.get(Provenance.CHANGED_AT);
    if (changed != null) {
      throw new InvalidInputException(
          "%s: was resumed with other options at step %s, so that it cannot be trained again from its start".formatted(
              run, changed));
    }
    String found;
    String engine;
    requireData(folder);
    try (Training training = training(folder)) {
      engine = training.engine();
      training.requireSameData(run.toString(), provenance);
      Training.Session session = training.begin(folder, Optional.empty(),
          Optional.ofNullable(provenance.get(Provenance.STARTS_FROM)).map(Path::of).map(RunDirectory::new), 1);
      try (Progress progress = Progress.show("verify", claimed.step(), quiet)) {
        session.run((step, _, news) -> progress.at(step, news), (step, _) -> step < claimed.step());
      }
      found = session.weightsHash();
    }
    Map<String, String> now = Provenance.of(engine, Map.of());
    boolean same = found.equals(claimed.weights().orElseThrow());
    System.out.printf(
        "%s, step %d: %s%n  then  %s%n        (version %s, JDK %s, %s, %s)%n  now   %s%n        (version %s, JDK %s, %s, "
            + "%s)%n",
        run,
        claimed.step(), same ? "the same bytes" : "OTHER BYTES", claimed.weights().orElseThrow(),
        provenance.get("version"), provenance.get("jdk"), provenance.get("os"), provenance.get("engine"), found,
        now.get("version"), now.get("jdk"), now.get("os"), now.get("engine"));
    return same ? 0 : Millrace.FAILED;
  }

  /** Fails if the data are a file whose path does not lead there from this folder. */
  private void requireData(RunDirectory folder) throws IOException {
    if (ImageRun.isOne(folder)) {
      return;
    }
    RunConfig config = ConfigFile.read(folder.configFile());
    String data = config.data();
    if (!config.coupling().startsWith("pairs:") && DataSource.isFile(data) && !Path.of(data).isAbsolute()
        && Files.notExists(Path.of(data))) {
      throw new InvalidInputException(
          "%s: no such file; run.yaml of %s names it from the folder where the training began: call verify there"
              .formatted(data, run));
    }
  }

  private Training training(RunDirectory folder) throws IOException {
    Map<String, Integer> options = threads == null ? Map.of() : Map.of("threads", threads);
    return ImageRun.isOne(folder)
        ? ImageTraining.of(ConfigFile.over(ImageRun.config(folder), "", options), false, Millrace.memoryOf(millrace))
        : MlpTraining.withoutRemarks(ConfigFile.over(ConfigFile.read(folder.configFile()), "", options),
            Objects.requireNonNull(millrace).caller(quiet));
  }

  /** The last logged line within the steps that has a hash of its weights; if there is none, the first that has one. */
  private TrainingLog.Line claim(RunDirectory folder) throws IOException {
    if (steps < 1) {
      throw new InvalidInputException("--steps " + steps + ": expected 1 or more");
    }
    List<TrainingLog.Line> hashed = folder.readLog().stream().filter(line -> line.weights().isPresent()).toList();
    if (hashed.isEmpty()) {
      throw new InvalidInputException(
          folder.log() + ": holds no hash of weights to compare with (imported, or trained by an earlier release?)");
    }
    return hashed.stream().filter(line -> line.step() <= steps).reduce((_, later) -> later)
        .orElse(hashed.getFirst());
  }
}
