package dev.millrace.runs.rounds;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.run.RunDirectory;

/** The work of a reflow for each round, on one engine. */
public interface ReflowRounds {
  /**
   * Makes the pairs of a round and trains on them, as far as that is not done yet.
   *
   * @param time the time distribution for the training
   * @param round counts from 1; each round uses different noise
   * @param pupil the folder of the new flow
   * @param name the name shown with the progress
   */
  void round(RunDirectory teacher, String time, int round, RunDirectory pupil, String name) throws IOException;

  /**
   * Measures the flows and draws pictures.
   *
   * @param flows the first teacher, and the new flow of each round
   * @param jumping the flow that was distilled from the last of them, if there is one
   * @return the figures as a table for users
   */
  String report(List<RunDirectory> flows, Optional<RunDirectory> jumping) throws IOException;
}
