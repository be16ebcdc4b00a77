package dev.millrace.serve.studio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.millrace.serve.http.Records;

/** The pages that watch a training. */
final class Viewers {
  private final List<Viewer> all = new CopyOnWriteArrayList<>();

  /** A record for pages, which has its type first. */
  static Map<String, Object> record(String type) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("type", type);
    return record;
  }

  void add(Viewer viewer) {
    all.add(viewer);
  }

  void remove(Viewer viewer) {
    all.remove(viewer);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Gives all of them a record, in place of an older one of the same sort. */
  void offer(String sort, Map<String, Object> record) {
    offer(sort, Records.ofJson(record));
  }

  void offer(String sort, byte[] record) {
    all.forEach(viewer -> viewer.offer(sort, record));
  }

  /** Gives all of them their last record. */
  void offerLast(String sort, Map<String, Object> record) {
    byte[] bytes = Records.ofJson(record);
    all.forEach(viewer -> viewer.offerLast(sort, bytes));
  }
}
