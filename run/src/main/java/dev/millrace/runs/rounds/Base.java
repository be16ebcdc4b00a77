package dev.millrace.runs.rounds;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.ObjectiveConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.train.MeanFlow;
import dev.millrace.runs.train.Training;

/** The options of a new flow that differ from its teacher's. */
public final class Base {
  private Base() {
  }

  /**
   * {@return the options of a new flow: the pairs are fixed, and the paths between them are straight}
   *
   * @param <C> the type of the options
   * @param teacher the options of the teacher
   * @param options how to reflow
   * @param pairs the number of pairs, for the check that they are enough
   * @throws InvalidInputException if an option is out of range
   */
  public static <C extends TrainingConfig> C of(C teacher, ReflowOptions options, int pairs) {
    C base = straight(teacher, options.changes());
    base.check();
    options.checkTeacher();
    if (pairs < base.batch()) {
      throw new InvalidInputException("`pairs` %d: expected at least `batch` %d".formatted(pairs, base.batch()));
    }
    return base;
  }

  /**
   * {@return the same options, which are not checked}
   *
   * @param <C> the type of the options
   * @param teacher the options of the teacher
   * @param changes the options that a user has chosen
   */
  public static <C extends TrainingConfig> C straight(C teacher, Map<String, Object> changes) {
    Map<String, Object> changed = new LinkedHashMap<>(changes);
    changed.put("coupling", "independent");
    changed.put("coupling-batch", 0);
    changed.put("class-aware", false);
    changed.put("path", "linear");
    changed.put("sigma-min", "none");
    changed.put("flip", false);
    changed.put("label-dropout", 0.0);
    changed.put("loss", "huber");
    if (teacher instanceof ObjectiveConfig learnt) {
      // A flow that has learnt average velocities too is straightened as a flow: the velocity is learnt again.
      changed.put("objective", ObjectiveConfig.FLOW);
      changed.put("off-diagonal", MeanFlow.USUAL_SHARE);
      changed.put("least-alpha", learnt.usualLeastAlpha());
      changed.put("guided", false);
    }
    changed.keySet().retainAll(ConfigFile.names(teacher));
    return ConfigFile.over(teacher, "", changed);
  }

  /**
   * Refuses options with which a new flow could not begin with the weights of its teacher.
   *
   * @param teacher the options of the teacher
   * @param pupil the options of the new flow
   * @param names those that must be the same
   * @throws InvalidInputException naming the first that is not
   */
  public static void requireSame(TrainingConfig teacher, TrainingConfig pupil, String... names) {
    for (String name : names) {
      Object expected = ConfigFile.value(teacher, name);
      Object found = ConfigFile.value(pupil, name);
      if (!found.equals(expected)) {
        throw new InvalidInputException("`%s` %s: the new flow begins with the weights of its teacher; expected %s"
            .formatted(name, found, expected));
      }
    }
  }

  /**
   * {@return the hashes of the data of a run, by name, as far as they are known}
   *
   * @param run the run
   * @throws IOException if reading fails
   */
  public static Map<String, String> dataHashes(RunDirectory run) throws IOException {
    Map<String, String> hashes = new HashMap<>(ConfigFile.provenance(run.configFile()));
    hashes.keySet().retainAll(List.of(Training.DATA_HASH, Training.LABELS_HASH));
    return hashes;
  }
}
