package dev.millrace.serve.studio;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import dev.millrace.serve.http.Records;

/**
 * A page that watches a training. Records wait here until the page has taken those before. Of each sort only the newest
 * waits, so that a slow page skips some, and the training never waits for a page.
 */
final class Viewer {
  private final SequencedMap<String, byte[]> waiting = new LinkedHashMap<>();
  private boolean ended;

  /**
   * Puts a record into the queue, in place of an older one of the same sort.
   *
   * @param sort the sort
   * @param record the record
   */
  synchronized void offer(String sort, byte[] record) {
    if (ended) {
      // Another thread was still making it when the training ended.
      return;
    }
    waiting.remove(sort);
    waiting.put(sort, record);
    notifyAll();
  }

  /**
   * Puts the last record into the queue: none follows it.
   *
   * @param sort the sort
   * @param record the record
   */
  synchronized void offerLast(String sort, byte[] record) {
    offer(sort, record);
    end();
  }

  /** No records follow those that wait. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  private synchronized List<byte[]> take(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; waiting.isEmpty() && !ended && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    List<byte[]> taken = List.copyOf(waiting.values());
    waiting.clear();
    return taken;
  }

  private synchronized boolean isEnded() {
    return ended && waiting.isEmpty();
  }

  /**
   * Writes records until the end. While nothing happens, an empty record every few seconds shows whether the page is still
   * there.
   *
   * @param records where to
   * @param quiet milliseconds without a record after which such a record is written
   * @throws IOException if the page has gone
   */
  void writeTo(Records records, long quiet) throws IOException {
    try {
      while (!isEnded()) {
        List<byte[]> taken = take(quiet);
        if (taken.isEmpty() && !isEnded()) {
          records.json(Map.of("type", "idle"));
        }
        for (byte[] record : taken) {
          records.write(record);
        }
        records.out().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
