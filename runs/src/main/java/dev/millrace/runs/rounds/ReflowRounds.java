package dev.millrace.runs.rounds;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.train.Training;

/** What a reflow does differently for each kind. */
public interface ReflowRounds {
  /** The options of a new flow, except its pairs and its time distribution. */
  TrainingConfig base();

  /**
   * Makes the pairs of a round, as far as that is not done yet.
   *
   * @param round counts from 1; each round uses different noise
   * @param pupil the folder of the new flow
   * @param name the name of the round, for the progress
   * @return the coupling with which the new flow learns from them
   * @throws dev.millrace.runs.work.StoppedException if the caller cancelled it
   */
  String pairs(RunDirectory teacher, int round, RunDirectory pupil, String name) throws IOException;

  /** Prepares the training of a new flow. */
  Training training(TrainingConfig config, RunDirectory teacher) throws IOException;

  /**
   * Measures the flows and draws pictures.
   *
   * @param flows the first teacher, and the new flow of each round
   * @param jumping the flow that was distilled from the last of them, if there is one
   * @return the figures as a table for users
   */
  String report(List<RunDirectory> flows, Optional<RunDirectory> jumping) throws IOException;
}
