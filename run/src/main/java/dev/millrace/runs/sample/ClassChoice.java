package dev.millrace.runs.sample;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.runs.open.Classes;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the rows that are sampled, and the guidance towards them.
 *
 * @param known the classes of the run
 * @param wanted the classes that rows have in turn; empty if the network has none
 * @param guidance w in u + w·(c − u)
 */
record ClassChoice(Classes known, List<Integer> wanted, double guidance) {
  /** @throws InvalidInputException if the options ask for what the run does not have */
  static ClassChoice of(Classes known, SamplingOptions options) {
    return new ClassChoice(known, wanted(known, options), known.guidance(options.guidance()));
  }

  /** The classes of drawn rows. */
  static ClassChoice of(Classes known, @Nullable String classes, @Nullable Double guidance) {
    return new ClassChoice(known, classes == null ? known.all() : known.parse("`class`", classes),
        known.guidance(guidance));
  }

  private static List<Integer> wanted(Classes known, SamplingOptions options) {
    boolean back = options.start() instanceof Start.Data;
    if (options.classes() != null) {
      List<Integer> named = known.parse("`class`", options.classes());
      if (back && named.size() > 1) {
        throw new InvalidInputException(
            "`class` %s with `invert`: expected one class, that of all rows, or any".formatted(options.classes()));
      }
      return named;
    }
    if (back && known.count() > 0) {
      known.requireAny("`invert` without `class`");
    }
    return back ? known.any() : known.all();
  }

  /** Whether the rows are of several classes. */
  boolean isSeveral() {
    return wanted.size() > 1;
  }

  /**
   * The classes of rows, in turn by the number of the row, so that a row's class does not depend on how many rows there
   * are.
   *
   * @param from number of the first row
   * @return [count]; empty if the network has no classes
   */
  int[] labels(long from, int count) {
    return Classes.inTurn(wanted, from, count);
  }

  /** The field of rows of these classes. */
  RowField<float[]> field(ConditionalField<float[]> velocity, int[] labels) {
    return labels.length == 0 ? velocity : velocity.of(StateSpace.FLOATS, labels, guidance);
  }

  /** The field of rows of these classes by the flow map, whose steps are those of a grid. */
  RowField<float[]> maps(FlowModel flow, TimeGrid grid, int[] labels) {
    ConditionalField<float[]> along = new MlpFlowMap(flow.velocity(), flow.isGuidedMap() ? guidance : 1).along(grid);
    return labels.length == 0 ? along : along.of(StateSpace.FLOATS, labels, 1);
  }

  /** @throws InvalidInputException if the flow map has not learnt this guidance */
  void requireMaps(FlowModel flow) {
    MapGuidance.require(guidance, flow.isGuidedMap(), known.run());
  }

  /** Such as " of class 3" or " of 8 classes in turn"; empty if there are none. */
  String shown() {
    return wanted.isEmpty()
        ? ""
        : isSeveral()
            ? " of %d classes in turn".formatted(wanted.size())
            : " of class " + known.name(wanted.getFirst());
  }

  /** Whether every evaluation computes the velocities of the class and of any class. */
  boolean isTwice() {
    return !wanted.isEmpty() && guidance != 0 && guidance != 1;
  }
}
