package dev.millrace.runs.shared;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.SharedNetwork;
import dev.millrace.flow.train.TrainingOptions;

/** What one of several ranks learns, and how what all have learnt becomes a run. */
public interface RankPart extends AutoCloseable {
  /** {@return what is learnt of the rows of this rank} */
  Objective objective();

  /** {@return the network, the same on all ranks} */
  SharedNetwork network();

  /** {@return the options of the trainer, for this rank's share of each batch} */
  TrainingOptions options();

  /** {@return the weights to begin with; those of the first rank count} */
  float[] start();

  /** {@return the hashes that identify the rows of all ranks, by the names of {@link dev.millrace.runs.train.Training}} */
  Map<String, String> dataHashes();

  /** {@return the names of the columns; empty if they have none} */
  List<String> columns();

  /** {@return the names of the classes; empty if they have none} */
  default List<String> classNames() {
    return List.of();
  }

  /** {@return what computes, in words} */
  default String engine() {
    return "pure Java";
  }

  /** {@return a description of the network, as {@link dev.millrace.runs.train.Training#network} gives it} */
  String networkText();

  /** {@return what is counted in the speed, such as "pairs"} */
  String unit();

  /**
   * Writes what a run has beside its model.
   *
   * @param run the folder
   * @throws IOException if writing fails
   */
  default void prepare(RunDirectory run) throws IOException {
  }

  /**
   * Writes the model.
   *
   * @param average the averaged weights
   * @param file the file
   * @throws IOException if writing fails
   */
  void write(float[] average, Path file) throws IOException;

  /** Frees what it holds outside of the heap. */
  @Override
  default void close() {
    // Most are on the heap.
  }
}
