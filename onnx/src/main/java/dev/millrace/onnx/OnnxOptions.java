package dev.millrace.onnx;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.text.Spec;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX graph of a flow contains.
 *
 * @param form the sampler, or the velocity alone
 * @param solver the method of a sampler's steps: euler, midpoint, heun, ralston or rk4; if null, a flow that has learnt
 *     average velocities goes by its flow map, and any other by Euler steps
 * @param steps how a sampler is told its steps
 * @param trajectory whether a sampler has the states on the way as a further output
 * @param opset the version of ONNX's operators, 18 or 21
 */
public record OnnxOptions(Form form, @Nullable String solver, Steps steps, boolean trajectory, int opset) {
  /** What a graph computes. */
  public enum Form {
    /** Samples from noise, in the units of the data. */
    SAMPLER,
    /** The velocity v(x, t | class), in the units of the network. */
    VELOCITY;

    /**
     * Reads {@code sampler} or {@code velocity}.
     *
     * @param text the text
     * @return the form
     * @throws InvalidInputException if it is neither
     */
    public static Form parse(String text) {
      Spec spec = Spec.parse("`form`", text, List.of("sampler", "velocity"));
      return switch (spec.name()) {
        case "sampler" -> spec.plain(SAMPLER);
        case "velocity" -> spec.plain(VELOCITY);
        default -> throw spec.unknown();
      };
    }

    @Override
    public String toString() {
      return this == SAMPLER ? "sampler" : "velocity";
    }
  }

  /** How a sampler is told its steps. */
  public sealed interface Steps {
    /** The greatest number of steps in a graph. */
    int MOST = 1_000_000;

    /** By an input, the number of steps of equal length. */
    record Dynamic() implements Steps {
      @Override
      public String toString() {
        return "dynamic";
      }
    }

    /** By an input of the times between which it steps, from 0 to 1. */
    record Times() implements Steps {
      @Override
      public String toString() {
        return "times";
      }
    }

    /**
     * Not at all: the graph has a number of steps of equal length.
     *
     * @param count the number, 1 to {@link #MOST}
     */
    record Fixed(int count) implements Steps {
      /**
       * Checks the number.
       *
       * @throws InvalidInputException if it is out of range
       */
      public Fixed {
        if (count < 1 || count > MOST) {
          throw new InvalidInputException("`steps` %d: expected 1 to %d, dynamic or times".formatted(count, MOST));
        }
      }

      @Override
      public String toString() {
        return Integer.toString(count);
      }
    }

    /**
     * Reads {@code dynamic}, {@code times} or a number.
     *
     * @param text the text
     * @return the steps
     * @throws InvalidInputException if it is none of them
     */
    static Steps parse(String text) {
      try {
        return switch (text) {
          case "dynamic" -> new Dynamic();
          case "times" -> new Times();
          default -> new Fixed(Integer.parseInt(text));
        };
      } catch (NumberFormatException e) {
        throw new InvalidInputException(
            "`steps` %s: expected dynamic (an input), times (an input) or a number from 1 on"
                .formatted(Shown.cut(text)),
            e);
      }
    }
  }

  private static final List<Integer> OPSETS = List.of(18, 21);
  private static final List<Tableau> TABLEAUS = List.of(Tableau.EULER, Tableau.MIDPOINT, Tableau.HEUN, Tableau.RALSTON,
      Tableau.RK4);

  /** A sampler whose number of steps is an input, with the operators of opset 18. */
  public static final OnnxOptions DEFAULTS = new OnnxOptions(Form.SAMPLER, null, new Steps.Dynamic(), false, 18);

  /**
   * Checks the values.
   *
   * @throws InvalidInputException if a solver cannot be a graph, or an opset lacks operators
   */
  public OnnxOptions {
    if (!OPSETS.contains(opset)) {
      throw new InvalidInputException("`opset` %d: %s; expected 18 or 21".formatted(opset, opset < OPSETS.getFirst()
          ? "lacks operators that the graph needs (Split with num_outputs came with 18)"
          : "is not one of those that were tested"));
    }
    if (solver != null) {
      tableau(solver);
    }
    if (form == Form.VELOCITY && (solver != null || trajectory || !(steps instanceof Steps.Dynamic))) {
      throw new InvalidInputException("`%s`: only with `form` sampler; the velocity alone takes no steps"
          .formatted(solver != null ? "solver" : trajectory ? "trajectory" : "steps"));
    }
  }

  /**
   * {@return the method of a name}
   *
   * @param name the name of a fixed-step method
   * @throws InvalidInputException if there is no such method, or it chooses its steps itself
   */
  static Tableau tableau(String name) {
    if (EmbeddedPair.ALL.stream().anyMatch(pair -> pair.name().equals(name))) {
      throw new InvalidInputException(
          ("`solver` %s: chooses its steps while it computes, which a graph cannot; expected "
              + "euler, midpoint, heun, ralston or rk4").formatted(name));
    }
    return TABLEAUS.stream().filter(method -> method.name().equals(name)).findFirst()
        .orElseThrow(() -> Spec.parse("`solver`", name, TABLEAUS.stream().map(Tableau::name).toList()).unknown());
  }

  /**
   * {@return the same with another form}
   *
   * @param other what the graph computes
   */
  public OnnxOptions withForm(Form other) {
    return new OnnxOptions(other, solver, steps, trajectory, opset);
  }

  /**
   * {@return the same with another method}
   *
   * @param name the method of the steps; null for the usual one
   */
  public OnnxOptions withSolver(@Nullable String name) {
    return new OnnxOptions(form, name, steps, trajectory, opset);
  }

  /**
   * {@return the same with other steps}
   *
   * @param other how the sampler is told its steps
   */
  public OnnxOptions withSteps(Steps other) {
    return new OnnxOptions(form, solver, other, trajectory, opset);
  }

  /**
   * {@return the same with or without the states on the way}
   *
   * @param kept whether they are a further output
   */
  public OnnxOptions withTrajectory(boolean kept) {
    return new OnnxOptions(form, solver, steps, kept, opset);
  }

  /**
   * {@return the same with another opset}
   *
   * @param version 18 or 21
   */
  public OnnxOptions withOpset(int version) {
    return new OnnxOptions(form, solver, steps, trajectory, version);
  }
}
