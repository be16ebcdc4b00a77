package dev.millrace.runs.train;

import java.io.IOException;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Shown;

/**
 * Checks whether a training can start from the weights of a run, and says what differs.
 *
 * @param run the run
 */
public record Continued(RunDirectory run) {
  /**
   * Fails if a training has other data than the run.
   *
   * @param training the training
   * @param labels the file or column of its classes, for the message; empty if there is none
   * @throws InvalidInputException if it has
   * @throws IOException if reading fails
   */
  public void requireData(Training training, String labels) throws IOException {
    String data = training.config().data();
    requireSame("data", data, ConfigFile.data(run.configFile()).orElse(data));
    Map<String, String> hashes = ConfigFile.provenance(run.configFile());
    training.dataHashes().forEach((name, hash) -> {
      if (!name.equals(Training.PAIRS_HASH) && hashes.containsKey(name) && !hash.equals(hashes.get(name))) {
        throw new InvalidInputException((Provenance.isOfRows(hashes.getOrDefault(name, ""))
            ? "`from` %s: was trained on a cluster, whose rows cannot be compared with those of %s"
            : "`from` %s: was trained on other data than %s holds now").formatted(run.path(),
                name.equals(Training.LABELS_HASH) ? labels : data));
      }
    });
  }

  /**
   * Fails if an option has another value than the run.
   *
   * @param option its name
   * @param mine its value
   * @param trained the value in the run
   * @throws InvalidInputException if it has
   */
  public void requireSame(String option, Object mine, Object trained) {
    if (!mine.equals(trained)) {
      throw new InvalidInputException(
          "`%s` %s: `from` %s was trained with %s, and is continued with the same".formatted(
              option, mine instanceof String text ? Shown.cut(text) : mine, run.path(), trained));
    }
  }

  /**
   * Fails if the run has learnt more than a training would learn.
   *
   * @param mine what the network is told besides the time: 0 for nothing, 1 for the length of a step, 2 for the weight of
   *     guidance too
   * @param trained the same of the run
   * @throws InvalidInputException if it has
   */
  public void requireSpans(int mine, int trained) {
    if (trained > mine) {
      throw new InvalidInputException("`from` %s: it has learnt %s; expected %s".formatted(run.path(),
          trained == 2 ? "guided average velocities" : "average velocities",
          trained == 2 ? "`objective` mean-flow and `guided`" : "`objective` mean-flow"));
    }
  }
}
