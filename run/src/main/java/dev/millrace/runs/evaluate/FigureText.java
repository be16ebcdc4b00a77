package dev.millrace.runs.evaluate;

import java.util.Locale;

import dev.millrace.runs.text.TextTable;

/** The lines under a table of figures: a name, a value and its meaning. */
public final class FigureText {
  private final StringBuilder text;

  /**
   * Lines at the end of a text.
   *
   * @param text receives them
   */
  public FigureText(StringBuilder text) {
    this.text = text;
  }

  /**
   * Adds a line.
   *
   * @param name the name of the figure
   * @param value the value as it is shown
   * @param meaning a few words
   */
  public void line(String name, String value, String meaning) {
    text.append(TextTable.hanging(String.format(Locale.ROOT, "%-14s %-11s ", name, value), meaning));
  }

  /**
   * Adds a line.
   *
   * @param name the name of the figure
   * @param value the value; NaN if it is not known
   * @param meaning a few words
   */
  public void line(String name, double value, String meaning) {
    line(name, Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value), meaning);
  }

  /**
   * Adds what trajectories of all kinds of data have.
   *
   * @param lengthRatio distance over length
   * @param transportCost E‖Z₁ − Z₀‖²
   */
  public void trajectories(double lengthRatio, double transportCost) {
    line("length ratio", lengthRatio, "distance over length of the trajectory; 1 is straight");
    line("transport cost", transportCost, "mean squared distance from start to end, E|Z1 - Z0|^2");
  }
}
