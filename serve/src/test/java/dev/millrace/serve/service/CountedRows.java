package dev.millrace.serve.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowBlocks;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSource;

/** Rows whose only value is their number. Each batch needs a permit, and is recorded. */
final class CountedRows implements RowSource {
  final Group group;
  private final int tile;

  CountedRows(Group group, int tile) {
    this.group = group;
    this.tile = tile;
  }

  @Override
  public List<RowColumn> columns() {
    return List.of(new RowColumn("i", RowColumn.NUMBER));
  }

  @Override
  public RowGroup group() {
    return group;
  }

  @Override
  public int tile() {
    return tile;
  }

  @Override
  public List<String> endings() {
    return List.of(".csv");
  }

  @Override
  public AtomicFile.Body file(String ending, String name, int count, RowBlocks blocks) {
    return out -> blocks.each(block -> {
      for (int row = 0; row < block.rows(); row++) {
        out.write((block.text(row, 0) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    });
  }

  /** Writes all rows of a job. */
  String written(Job job) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    file(".csv", "", 0, job).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Numbers from {@code from} on. */
  record Numbers(long from, int rows) implements RowBlock {
    @Override
    public double number(int row, int column) {
      return from + row;
    }

    @Override
    public String text(int row, int column) {
      return Long.toString(from + row);
    }
  }

  /** Draws numbers; row 13 cannot be drawn. */
  static final class Group implements RowGroup {
    final Semaphore permits;
    final List<List<RowRange>> batches = new ArrayList<>();
    private final double work;

    Group(int permits, double work) {
      this.permits = new Semaphore(permits);
      this.work = work;
    }

    @Override
    public int steps() {
      return 1;
    }

    @Override
    public int nfe() {
      return 1;
    }

    @Override
    public double work() {
      return work;
    }

    synchronized List<List<RowRange>> batches() {
      return List.copyOf(batches);
    }

    @Override
    public List<RowBlock> draw(List<RowRange> ranges) {
      try {
        // A test that fails releases none.
        permits.tryAcquire(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      synchronized (this) {
        batches.add(ranges);
      }
      if (ranges.stream().anyMatch(range -> range.from() <= 13 && 13 < range.from() + range.count())) {
        throw new InvalidInputException("row 13");
      }
      return ranges.stream().<RowBlock>map(range -> new Numbers(range.from(), range.count())).toList();
    }
  }
}
