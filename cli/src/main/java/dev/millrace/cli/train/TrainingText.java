package dev.millrace.cli.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Console;
import dev.millrace.cli.terminal.Flags;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Digits;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.torch.ImageModel;

/** What a training prints: its progress, and at the end a summary and what can be done next. */
final class TrainingText implements Consumer<RunEvent> {
  private final boolean quiet;
  private final boolean plots;
  private final StopSignal.Guard guard;
  private final Console console;

  /**
   * @param quiet whether nothing but warnings is printed
   * @param plots whether pictures are drawn
   * @param guard waits for the training to save its state when a signal stops it
   */
  TrainingText(boolean quiet, boolean plots, StopSignal.Guard guard) {
    this.quiet = quiet;
    this.plots = plots;
    this.guard = guard;
    console = new Console(quiet);
  }

  @Override
  public void accept(RunEvent event) {
    switch (event) {
      case RunEvent.Prepared _ -> guard.asks();
      case RunEvent.Trained trained -> {
        guard.end();
        summary(trained);
      }
      case RunEvent.Measured measured -> print(String.format("%n%s", Flags.in(measured.text())));
      case RunEvent.Shortened shortened -> print(String.format("%n%s", TextTable.paragraph(
          "This evaluation is short, as the training was: %,d samples. The usual one: %s", shortened.count(),
          CommandName.with("evaluate", shortened.run().path()))));
      default -> console.accept(event);
    }
  }

  private void print(String text) {
    if (!quiet) {
      System.out.print(text);
    }
  }

  private void summary(RunEvent.Trained run) {
    print(String.format("%nrun         %s%n%s", run.run().path(), TextTable.hanging("network     ",
        String.format(Locale.ROOT, "%,d parameters, %s", run.parameters(), run.engine()))));
    print(String.format(Locale.ROOT, "training    %,d steps of %,d %s%n", run.steps(), run.batch(), run.unit()));
    print(String.format(Locale.ROOT, "loss        %s, %s; its least value%n"
        + "            depends on the data: evaluate says how good the samples are%n", Digits.of(run.loss(), 4),
        run.unit().equals("rows") ? "the mean error of a column" : "the mean squared error of the velocity"));
    print(String.format(Locale.ROOT, "time        %.1f s%n", run.seconds()));
    if (plots) {
      print(String.format("pictures    %s%n", run.run().plots()));
    }
  }

  /** Prints what can be done with the run next. */
  void next(RunDirectory run, Kinds kinds) throws IOException {
    String kind = kinds.of(run).name();
    boolean points = kind.equals("points");
    if (kind.equals("tables")) {
      next(List.of(List.of("sample", run.path(), "--out", "rows.csv"), List.of("evaluate", run.path()),
          List.of("report", run.path())));
      return;
    }
    List<List<Object>> lines = new ArrayList<>();
    lines.add(points ? sample(run) : images(run));
    lines.add(List.of("evaluate", run.path()));
    String straight = run.path() + "-straight";
    if (!points && ImageModel.read(run.modelFile()).net().spans() == 0) {
      lines.add(List.of("reflow", run.path(), "--distill", "--out", straight));
    } else if (points && run.model().usualSteps() > 1 && !run.model().isFlowMap()) {
      lines.add(List.of("reflow", run.path(), "--out", straight));
    }
    lines.add(List.of("report", run.path()));
    next(lines);
  }

  private void next(List<List<Object>> lines) {
    String label = "next        ";
    print(System.lineSeparator());
    for (List<Object> words : lines) {
      print(CommandName.after(label, words.toArray()) + System.lineSeparator());
      label = " ".repeat(label.length());
    }
  }

  /** The command that samples a run of images: guided by few steps, or by one of its flow map. */
  private static List<Object> images(RunDirectory run) throws IOException {
    var net = ImageModel.read(run.modelFile()).net();
    int spans = net.spans();
    List<Object> words = new ArrayList<>(List.of("sample", run.path()));
    if (spans == 0) {
      words.addAll(List.of("--steps", "4"));
    }
    if (net.classes() > 0 && spans != 1) {
      words.addAll(List.of("--guidance", "2"));
    }
    words.addAll(List.of("--out", "grid.png"));
    return words;
  }

  /** The command that samples a run of points: all of it, or one of its classes. */
  private static List<Object> sample(RunDirectory run) throws IOException {
    FlowModel model = run.model();
    Classes classes = Classes.of(run, model, ConfigFile.read(run.configFile()));
    List<Object> words = new ArrayList<>(List.of("sample", run.path()));
    if (classes.count() > 0) {
      words.addAll(List.of("--class", classes.name(0)));
    }
    if (classes.count() > 0 && (model.isFlowMap() ? model.isGuidedMap() : model.usualSteps() > 1)) {
      words.addAll(List.of("--guidance", "2"));
    }
    words.addAll(List.of("--out", "samples.csv"));
    return words;
  }
}
