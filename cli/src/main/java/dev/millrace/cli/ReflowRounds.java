package dev.millrace.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.run.RunDirectory;

/** What {@link ReflowCommand} does round by round, on one engine. */
interface ReflowRounds {
  /**
   * Does what is left to do of a round: makes its pairs, and trains on them.
   *
   * @param time the time distribution of the training
   * @param round counts from 1; each has noise of its own
   * @param pupil its folder
   * @param name for progress
   */
  void round(RunDirectory teacher, String time, int round, RunDirectory pupil, String name) throws IOException;

  /**
   * Measures and draws.
   *
   * @param flows the first teacher, and the pupil of each round
   * @param jumping the flow that was distilled from the last of them, if any was
   */
  void report(List<RunDirectory> flows, Optional<RunDirectory> jumping) throws IOException;
}
