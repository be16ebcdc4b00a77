package dev.millrace.runs.draw;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;

/** The picture of the loss over a training. */
public final class LossPicture {
  /**
   * A point of the smoothed curve is the median of this many logged losses on each side, so that single spikes have no
   * effect.
   */
  private static final int SMOOTHING = 5;

  private LossPicture() {
  }

  /**
   * {@return the picture of the loss over the training; empty if the run has no training log}
   *
   * @param run the run
   * @param data the name of the data, or a file
   * @throws IOException if reading or writing fails
   */
  public static Optional<Picture> of(RunDirectory run, String data) throws IOException {
    var log = run.readLog();
    if (log.size() < 2) {
      return Optional.empty();
    }
    double[] steps = log.stream().mapToDouble(TrainingLog.Line::step).toArray();
    double[] loss = log.stream().mapToDouble(TrainingLog.Line::loss).toArray();
    double[] smoothed = new double[loss.length];
    for (int i = 0; i < loss.length; i++) {
      // A window around each point, shortened equally on both sides at the ends, so that the curve does not lag.
      int reach = Math.min(SMOOTHING, Math.min(i, loss.length - 1 - i));
      smoothed[i] = Arrays.stream(loss, i - reach, i + reach + 1).sorted().skip(reach).findFirst().orElseThrow();
    }
    return Optional.of(Pictures.loss(data + ": training loss", steps, loss, smoothed));
  }
}
