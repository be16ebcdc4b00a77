package dev.millrace.runs.rounds;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.train.Training;

/** What a reflow does differently for each kind. */
public interface ReflowRounds {
  /** Times near both ends more often (Lee et al. 2024). */
  String U_SHAPED = "u-shaped";

  /** {@return the options of a new flow, except its pairs and its time distribution} */
  TrainingConfig base();

  /** {@return the times of a round, if no others are asked for} */
  default String usualTime() {
    return U_SHAPED;
  }

  /**
   * Makes the pairs of a round, as far as that is not done yet.
   *
   * @param teacher the run whose flow is straightened
   * @param round counts from 1; each round uses different noise
   * @param pupil the folder of the new flow
   * @param name the name of the round, for the progress
   * @return the coupling with which the new flow learns from them
   * @throws dev.millrace.runs.work.StoppedException if the caller cancelled it
   * @throws IOException if reading or writing fails
   */
  String pairs(RunDirectory teacher, int round, RunDirectory pupil, String name) throws IOException;

  /**
   * Prepares the training of a new flow.
   *
   * @param config the options of the training
   * @param teacher the run whose flow is straightened
   * @return the training
   * @throws IOException if reading or writing fails
   */
  Training training(TrainingConfig config, RunDirectory teacher) throws IOException;

  /**
   * Measures the flows and draws pictures.
   *
   * @param flows the first teacher, and the new flow of each round
   * @param jumping the flow that was distilled from the last of them, if there is one
   * @return the figures as a table for users
   * @throws IOException if reading or writing fails
   */
  String report(List<RunDirectory> flows, Optional<RunDirectory> jumping) throws IOException;
}
