package dev.millrace.runs.rounds;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.ObjectiveConfig;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.train.MeanFlow;

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
    Map<String, Object> changed = new LinkedHashMap<>(options.changes());
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
    C base = ConfigFile.over(teacher, "", changed);
    base.check();
    options.checkTeacher();
    if (pairs < base.batch()) {
      throw new InvalidInputException("`pairs` %d: expected at least `batch` %d".formatted(pairs, base.batch()));
    }
    return base;
  }
}
