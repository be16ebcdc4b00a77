package dev.millrace.plot;

import java.util.ArrayList;
import java.util.List;

/** The keys below the panels, in as many lines as their width requires. Each line is centred. */
final class Legend {
  private static final int LINE = 22;
  private static final int PADDING = 20;
  private static final int GAP = 28;
  private static final int LABEL_GAP = 8;

  private final List<List<Key>> lines = new ArrayList<>();
  private final int width;

  /** @param room the greatest width of a line, in pixels; only a single key may be wider */
  Legend(List<Key> keys, int room) {
    for (Key key : keys) {
      if (lines.isEmpty() || width(lines.getLast()) + GAP + width(key) > room) {
        lines.add(new ArrayList<>());
      }
      lines.getLast().add(key);
    }
    this.width = lines.stream().mapToInt(Legend::width).max().orElse(0);
  }

  private static int width(Key key) {
    return key.width() + LABEL_GAP + Text.width(Text.LABEL, key.label());
  }

  private static int width(List<Key> line) {
    return line.stream().mapToInt(key -> width(key) + GAP).sum() - GAP;
  }

  int width() {
    return width;
  }

  int height() {
    return 2 * PADDING + (lines.size() - 1) * LINE;
  }

  void draw(Canvas g, int left, int top) {
    int y = top + PADDING;
    for (List<Key> line : lines) {
      double x = left + (width - width(line)) / 2.0;
      for (Key key : line) {
        key.draw(g, x, y);
        Text.draw(g, Text.LABEL, key.label(), x + key.width() + LABEL_GAP, y);
        x += width(key) + GAP;
      }
      y += LINE;
    }
  }
}
