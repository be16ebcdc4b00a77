package dev.millrace.cli.data;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.onnx.OnnxOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of an export as an ONNX graph, or as a page with one. */
public final class OnnxExportOptions {
  @Option(names = "--form", paramLabel = "NAME",
      description = "onnx: what the graph computes: sampler (samples from noise, in the units of the data) or velocity; "
          + "default sampler")
  private @Nullable String form;

  @Option(names = "--solver", paramLabel = "NAME",
      description = "onnx and web: the method of the sampler's steps: euler, midpoint, heun, ralston or rk4; default euler, and "
          + "for a run that has learnt average velocities, its flow map")
  private @Nullable String solver;

  @Option(names = "--steps", paramLabel = "K",
      description = "onnx: dynamic (the number of steps is an input), times (the times between which to step are an "
          + "input), or a fixed number; default dynamic")
  private @Nullable String steps;

  @Option(names = "--trajectory", description = "onnx: the states on the way are a second output of the sampler")
  private boolean trajectory;

  @Option(names = "--opset", paramLabel = "N",
      description = "onnx and web: the version of ONNX's operators, 18 (all runtimes of today) or 21; default 18")
  private @Nullable Integer opset;

  /** The options as the library takes them. */
  OnnxOptions options() {
    OnnxOptions defaults = OnnxOptions.DEFAULTS;
    return new OnnxOptions(form == null ? defaults.form() : OnnxOptions.Form.parse(form), solver,
        steps == null ? defaults.steps() : OnnxOptions.Steps.parse(steps), trajectory,
        opset == null ? defaults.opset() : opset);
  }

  /** Those of them that pages have too; fails if another is given. */
  OnnxOptions ofPage() {
    List<String> given = new ArrayList<>();
    addOfFiles(given);
    refuse(given, "--to onnx");
    return options();
  }

  /** Fails if one of them is given, because only graphs have them. */
  void refuse() {
    List<String> given = new ArrayList<>();
    addOfFiles(given);
    refuse(given, "--to onnx");
    add(given, "--solver", solver);
    add(given, "--opset", opset);
    refuse(given, "--to onnx or --to web");
  }

  private void addOfFiles(List<String> given) {
    add(given, "--form", form);
    add(given, "--steps", steps);
    add(given, "--trajectory", trajectory ? "" : null);
  }

  private static void refuse(List<String> given, String where) {
    if (!given.isEmpty()) {
      throw new InvalidInputException("%s: only with %s".formatted(given.getFirst().strip(), where));
    }
  }

  private static void add(List<String> given, String name, @Nullable Object value) {
    if (value != null) {
      given.add(name + " " + value);
    }
  }
}
