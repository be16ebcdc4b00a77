package dev.millrace.plot;

import java.awt.Font;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The texts around a grid of panels. Any text may be empty and then takes up no space.
 *
 * @param columns above the first row, one per column
 * @param rows left of the first column, rotated, one per row; for a single row, the name of its vertical axis
 * @param captions in smaller letters above each panel, row by row
 * @param across below the last row, the name of the horizontal axis
 */
record Labels(List<String> columns, List<String> rows, List<String> captions, String across) {

  /** One row of panels with a title each, and the names of the axes that the limits have. */
  static Labels row(List<String> titles, Limits limits) {
    return new Labels(titles, List.of(limits.up()), Collections.nCopies(titles.size(), ""), limits.across());
  }

  /** A single panel whose axes have names. */
  static Labels axes(String across, String up) {
    return new Labels(List.of(""), List.of(up), List.of(""), across);
  }

  /** Panels with a title each, in rows of some columns, whose axes have the same names. */
  static Labels captioned(String across, String up, int columns, List<String> titles) {
    int rows = Math.ceilDiv(titles.size(), columns);
    List<String> captions = new ArrayList<>(titles);
    captions.addAll(Collections.nCopies(rows * columns - titles.size(), ""));
    return new Labels(Collections.nCopies(columns, ""), Collections.nCopies(rows, up), captions, across);
  }

  /** The names of several rows are as large as those of the columns; the name of an axis is smaller. */
  Font rowFont() {
    return rows.size() > 1 ? Text.PANEL : Text.LABEL;
  }

  static int widest(Font font, Collection<String> texts) {
    return texts.stream().mapToInt(text -> Text.width(font, text)).max().orElse(0);
  }

  static int highest(Font font, Collection<String> texts) {
    return texts.stream().mapToInt(text -> Text.height(font, text)).max().orElse(0);
  }
}
