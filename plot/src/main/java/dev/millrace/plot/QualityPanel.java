package dev.millrace.plot;

import java.util.List;

/**
 * The quality of samples of one data set, by function evaluations.
 *
 * @param title above the panel; may be empty
 * @param series 1 to 12 curves; one without a value that can be drawn leaves its place in the legend to the other panels
 * @param floor the figure of true data; NaN for none
 * @param floorError its standard error; NaN if it is not known
 */
public record QualityPanel(String title, List<Series> series, double floor, double floorError) {
  /** Copies the list. */
  public QualityPanel {
    series = List.copyOf(series);
  }

  /** The error; 0 if it is not known. */
  double knownError() {
    return floorError > 0 ? floorError : 0;
  }
}
