package dev.millrace.tables.kind.share;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

import dev.millrace.flow.random.ContentHash;
import dev.millrace.runs.shared.Survey;
import dev.millrace.runs.train.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * A random sample of rows of a fixed size: those with the smallest hashes of their contents and of their number among equal
 * rows (bottom-k sampling: Cohen and Kaplan 2007). So it is a function of the rows and of a seed. Up to its size it has all
 * rows; of more rows it is a simple random sample without repetition. The share of rows with a property is then right within
 * 0.5/√size, one standard deviation, and all shares of rows below a value at once within √(ln(2/δ)/(2·size)), except
 * with probability δ (Dvoretzky, Kiefer and Wolfowitz 1956; Massart 1990).
 *
 * <p>Beside them are kept, for each column, one row in which it is missing, if there is any, and one with each of its words,
 * as long as there are no more than a thousand, so that rare ones are known too.
 *
 * <p>Each different row must be added once, with the number of rows that are equal to it.
 */
final class RowSample implements Survey<RowSample> {
  @Serial
  private static final long serialVersionUID = 1;
  private static final int MOST_WORDS = 1000;
  private static final int MOST_ROWS = 100_000;
  private static final int FEWEST_ROWS = 10_000;
  private static final int MOST_VALUES = 4_000_000;

  /** A row and its hash. */
  @SuppressWarnings("ArrayRecordComponent") // compared by their hashes
  private record Entry(long hash, byte[] row) implements Serializable {}

  private static final Comparator<Entry> GREATEST_FIRST = new GreatestFirst();

  private static final class GreatestFirst implements Comparator<Entry>, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Entry first, Entry second) {
      return Long.compareUnsigned(second.hash, first.hash);
    }
  }

  private final int width;
  private final int size;
  private final long key;
  private long rows;
  /** A sum over the rows, so that it does not depend on their order. */
  private long checksum;
  private final PriorityQueue<Entry> smallest = new PriorityQueue<>(GREATEST_FIRST);
  private final @Nullable Entry[] missing;
  /** For each column one row with each word, by the hash of the word; those of the smallest hashes. */
  private final ArrayList<TreeMap<Long, Entry>> words = new ArrayList<>();

  /**
   * A sample without rows.
   *
   * @param width number of columns
   * @param size the most rows
   * @param seed chooses the rows
   */
  RowSample(int width, int size, long seed) {
    this.width = width;
    this.size = size;
    this.key = ContentHash.of(seed);
    this.missing = new @Nullable Entry[width];
    for (int c = 0; c < width; c++) {
      words.add(new TreeMap<>());
    }
  }

  /** The usual size for a number of columns: 100,000, and fewer if rows have more than 40 values. */
  static int usualSize(int width) {
    return Math.clamp(MOST_VALUES / width, FEWEST_ROWS, MOST_ROWS);
  }

  @Override
  public void add(@Nullable Object[] row, long times) {
    byte[] packed = PackedRow.of(row);
    long content = ContentHash.of(packed, key);
    rows += times;
    checksum += times * content;
    for (long copy = 0; copy < times; copy++) {
      long hash = ContentHash.of(content + ContentHash.of(copy));
      if (smallest.size() < size || Long.compareUnsigned(hash, smallest.element().hash) < 0) {
        take(new Entry(hash, packed));
      }
    }
    Entry first = new Entry(ContentHash.of(content + ContentHash.of(0)), packed);
    for (int c = 0; c < width; c++) {
      if (row[c] == null) {
        missing[c] = lesser(missing[c], first);
      } else if (row[c] instanceof String word) {
        seen(words.get(c), ContentHash.of(word, key), first);
      }
    }
  }

  private void take(Entry entry) {
    smallest.add(entry);
    if (smallest.size() > size) {
      smallest.remove();
    }
  }

  private static Entry lesser(@Nullable Entry first, Entry second) {
    return first == null || Long.compareUnsigned(second.hash, first.hash) < 0 ? second : first;
  }

  private static void seen(NavigableMap<Long, Entry> words, long word, Entry row) {
    if (words.size() == MOST_WORDS && word > words.lastKey()) {
      return;
    }
    words.merge(word, row, RowSample::lesser);
    if (words.size() > MOST_WORDS) {
      words.pollLastEntry();
    }
  }

  @Override
  public void addAll(RowSample other) {
    rows += other.rows;
    checksum += other.checksum;
    for (Entry entry : other.smallest) {
      take(entry);
    }
    for (int c = 0; c < width; c++) {
      Entry gap = other.missing[c];
      if (gap != null) {
        missing[c] = lesser(missing[c], gap);
      }
      NavigableMap<Long, Entry> mine = words.get(c);
      other.words.get(c).forEach((word, row) -> seen(mine, word, row));
    }
  }

  @Override
  public long rows() {
    return rows;
  }

  /** Whether all rows are in the sample. */
  boolean isComplete() {
    return rows <= size;
  }

  /** What identifies the rows, whatever their order. */
  String hash() {
    return Provenance.rowsHash(rows, checksum);
  }

  /** The rows of the sample, in the order of their hashes. */
  List<@Nullable Object[]> sample() {
    List<Entry> all = new ArrayList<>(smallest);
    if (!isComplete()) {
      Set<Long> taken = new HashSet<>();
      all.forEach(entry -> taken.add(entry.hash));
      for (int c = 0; c < width; c++) {
        List<Entry> more = new ArrayList<>(words.get(c).values());
        Entry gap = missing[c];
        if (gap != null) {
          more.add(gap);
        }
        more.stream().filter(entry -> taken.add(entry.hash)).forEach(all::add);
      }
    }
    all.sort(GREATEST_FIRST.reversed());
    return all.stream().map(entry -> PackedRow.values(entry.row, width)).toList();
  }
}
