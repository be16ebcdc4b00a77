package dev.millrace.cli.options;

import dev.millrace.runs.sample.Integration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for integrating a flow: they check each other. */
public final class SolverOptions {
  @Option(names = "--steps", paramLabel = "K",
      description = "number of steps from noise to data; with an adaptive solver, number of states for --trajectory; "
          + "default 100, for images 20, for tables by the number of rows, and 1 for a run that was trained for one step "
          + "(--one-step, --objective mean-flow)")
  private @Nullable Integer steps;

  @Option(names = "--solver", paramLabel = "NAME",
      description = "the method of the steps: euler, midpoint, heun, ralston or rk4 take --steps steps; bosh3, dopri5 "
          + "and tsit5 choose their steps by --rtol and --atol; default euler. A run that has learnt average velocities "
          + "goes by them if no method is named")
  private @Nullable String name;

  @Option(names = "--rtol", paramLabel = "X",
      description = "relative error that an adaptive solver allows per step; default 1e-5")
  private @Nullable Double rtol;

  @Option(names = "--atol", paramLabel = "X",
      description = "absolute error that an adaptive solver allows per step; default 1e-5")
  private @Nullable Double atol;

  @Option(names = "--grid", paramLabel = "NAME",
      description = "how the steps are distributed: uniform, cosine (shorter at both ends), shifted:3 (shorter near "
          + "noise), learnt (shorter where the flow bends); default uniform")
  private @Nullable String grid;

  @Option(names = "--sde", paramLabel = "ETA",
      description = "add noise at every step and remove as much (Euler–Maruyama, a stochastic solver): 0 adds none, 1 is "
          + "a good start; only if the source is gaussian and the coupling was independent; "
          + "after training with --sigma-min constant:S, that noise is added to the start points too")
  private @Nullable Double eta;

  /** The options as the library takes them. */
  public Integration integration() {
    return new Integration(name, steps, rtol, atol, grid, eta);
  }
}
