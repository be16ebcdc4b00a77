package dev.millrace.runs.work;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.text.Spec;

/**
 * What computes, and how exactly.
 *
 * @param name auto (the GPU if there is one and the kind uses it), cpu or cuda
 * @param precision auto, fp32 or bf16
 * @param threads number of threads; 0 for all processors
 */
public record Device(String name, String precision, int threads) {
  /** The fastest that is here, on all processors. */
  public static final Device AUTO = new Device("auto", "auto", 0);

  /**
   * Checks the values.
   *
   * @throws InvalidInputException naming the parameter that is out of range
   */
  public Device {
    if (threads < 0) {
      throw new InvalidInputException("`threads` " + threads + ": expected 0 or more");
    }
    requireKnown("device", name, List.of("auto", "cpu", "cuda"));
    requireKnown("precision", precision, List.of("auto", "fp32", "bf16"));
  }

  private static void requireKnown(String what, String text, List<String> known) {
    Spec spec = Spec.parse(what, text, known);
    if (!known.contains(spec.name())) {
      throw spec.unknown();
    }
    spec.plain(text);
  }

  /** {@return the number of threads, where 0 is replaced by the number of processors} */
  public int processors() {
    return Workers.orAllProcessors(threads);
  }

  /**
   * Refuses values that mean nothing for points.
   *
   * @param run the name of the run, for messages
   * @throws InvalidInputException if a value is given that has no meaning for a run of points
   */
  public void requireForPoints(String run) {
    if (name.equals("cuda")) {
      throw new InvalidInputException(
          "`device` %s: %s is a run of points, which are computed on the processor".formatted(name, run));
    }
    if (!precision.equals("auto")) {
      throw new InvalidInputException(
          "`precision` %s: %s is a run of points, which are computed in single precision".formatted(precision, run));
    }
  }
}
