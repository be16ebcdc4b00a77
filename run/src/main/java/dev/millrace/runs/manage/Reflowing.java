package dev.millrace.runs.manage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.RunLock;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;

/**
 * A reflow in a folder. It may be stopped or killed at any time and resumed.
 *
 * @param flows the first teacher, and the new flow of each round
 * @param jumping the flow that was distilled from the last of them, if there is one
 */
public record Reflowing(List<RunDirectory> flows, Optional<RunDirectory> jumping) {
  /** Training at t = 0 only: the new flow learns to go from noise to data in one step. */
  private static final String DISTILLING = "at:0";

  /** {@return the new flow of the last round, or the distilled one if there are no rounds} */
  public RunDirectory last() {
    return flows.size() > 1 ? flows.getLast() : jumping.orElseThrow();
  }

  /**
   * Begins a reflow.
   *
   * @param kinds the kinds that are known
   * @param options how to reflow
   * @param out the folder of the new run, which must not exist or be empty
   * @param words the command line after the verb, which is kept with the run
   * @param caller hears the progress and the figures; it may cancel
   * @return what came of it
   * @throws InvalidInputException if an option has no meaning for the run, or is out of range; nothing is written then
   * @throws dev.millrace.runs.work.StoppedException if the caller cancelled it
   * @throws IOException if reading or writing fails
   */
  public static Reflowing begin(Kinds kinds, ReflowOptions options, Path out, List<String> words, Caller caller)
      throws IOException {
    return run(kinds, options, out, Optional.of(words), caller);
  }

  /**
   * As {@link #begin(Kinds, ReflowOptions, Path, List, Caller)}, with the command line that the options make.
   *
   * @param kinds the kinds that are known
   * @param options how to reflow
   * @param out the folder of the result
   * @param caller hears of the work and may cancel it
   * @return what that method returns
   * @throws IOException if reading or writing fails
   */
  public static Reflowing begin(Kinds kinds, ReflowOptions options, Path out, Caller caller) throws IOException {
    return begin(kinds, options, out, options.words(out), caller);
  }

  /**
   * Continues a reflow with the options that it began with.
   *
   * @param kinds the kinds that are known
   * @param out the folder of the result
   * @param caller hears of the work and may cancel it
   * @return what came of it
   * @throws InvalidInputException if there is no reflow in the folder
   * @throws IOException if reading or writing fails
   */
  public static Reflowing resume(Kinds kinds, Path out, Caller caller) throws IOException {
    Map<String, String> given = ReflowArguments.parsed(List.of(ReflowArguments.require(out)));
    String teacher = given.get(ReflowArguments.TEACHER);
    if (teacher == null) {
      throw new InvalidInputException("needs RUN, the folder of the flow to straighten");
    }
    return run(kinds, ReflowOptions.of(Path.of(teacher), given), out, Optional.empty(), caller);
  }

  private static Reflowing run(Kinds kinds, ReflowOptions options, Path out, Optional<List<String>> words,
      Caller caller) throws IOException {
    RunDirectory teacher = RunDirectory.openTrained(options.teacher());
    ReflowRounds work = kinds.of(teacher).rounds(teacher, options, caller);
    if (words.isPresent() && Files.exists(new RunDirectory(out).configFile()) && ReflowArguments.of(out).isEmpty()) {
      throw new InvalidInputException(out + ": already holds files, those of a training; choose another `out`");
    }
    RunDirectory last = words.isPresent() ? RunDirectory.create(out) : new RunDirectory(out);
    // In addition to the lock of each training: this one covers all rounds and the making of pairs.
    try (RunLock _ = RunLock.of(out, ".reflow.lock")) {
      if (words.isPresent()) {
        ReflowArguments.write(out, words.get());
      }
      List<RunDirectory> flows = new ArrayList<>(List.of(teacher));
      int rounds = options.rounds();
      String time = time(options, work, rounds > 1 ? folder(out, "round-1") : last);
      for (int round = 1; round <= rounds; round++) {
        RunDirectory pupil = round == rounds ? last : folder(out, "round-" + round);
        round(work, options, flows.getLast(), time, round, pupil, "round " + round + " of " + rounds,
            caller);
        flows.add(pupil);
      }
      Optional<RunDirectory> jumping = Optional.empty();
      if (options.distill()) {
        jumping = Optional.of(rounds == 0 ? last : folder(out, "distilled"));
        round(work, options, flows.getLast(), DISTILLING, rounds + 1, jumping.get(), "distill", caller);
      }
      if (options.report()) {
        caller.publish(new RunEvent.Measured(work.report(flows, jumping)));
      }
      return new Reflowing(flows, jumping);
    }
  }

  /** A reflow that has begun goes on with its times, also if those of an earlier version were others. */
  private static String time(ReflowOptions options, ReflowRounds work, RunDirectory first) throws IOException {
    if (options.time() != null) {
      return options.time();
    }
    return Files.exists(first.configFile())
        ? ConfigFile.over(work.base(), first.configFile()).time()
        : work.usualTime();
  }

  private static RunDirectory folder(Path out, String name) throws IOException {
    return new RunDirectory(Files.createDirectories(out.resolve(name)));
  }

  /** Makes the pairs of a round and trains on them, as far as that is not done yet. */
  private static void round(ReflowRounds work, ReflowOptions options, RunDirectory teacher, String time, int round,
      RunDirectory pupil, String name, Caller caller) throws IOException {
    boolean begun = Files.exists(pupil.configFile());
    if (begun && pupil.isTrained()) {
      return;
    }
    String coupling = work.pairs(teacher, round, pupil, name);
    try (Training training = work.training(
        ConfigFile.over(work.base(), "", Map.of("coupling", coupling, "time", time)), teacher)) {
      RecordedTraining.run(training, pupil, new RecordedTraining.Plan(name,
          options.fromScratch() ? Optional.empty() : Optional.of(teacher), begun), caller);
    }
  }
}
