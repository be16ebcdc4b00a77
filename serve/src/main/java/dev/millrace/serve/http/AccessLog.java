package dev.millrace.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import tools.jackson.core.JacksonException;

/**
 * Writes a line of JSON for each request, on a thread of its own. A log that cannot be written, such as that of a full disk, does not
 * stop the server: lines are lost then, and counted.
 */
public final class AccessLog implements AutoCloseable {
  private static final int MOST_WAITING = 8192;
  private static final long LONGEST_END = 5_000;

  private final OutputStream out;
  private final BlockingQueue<Map<String, Object>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder lost = new LongAdder();
  private final Thread writer;
  private volatile boolean ended;

  /**
   * Begins a log.
   *
   * @param out where it is written, such as standard error; closing the log closes it
   */
  public AccessLog(OutputStream out) {
    this.out = out;
    writer = Thread.ofPlatform().daemon().name("access-log").start(this::write);
  }

  /**
   * {@return a log at the end of a file}
   *
   * @param file the file; it need not exist
   * @throws IOException if it cannot be opened
   */
  public static AccessLog of(Path file) throws IOException {
    return new AccessLog(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** Adds a line, soon; loses it if too many are waiting. */
  void add(Map<String, Object> line) {
    if (!waiting.offer(line)) {
      lost.increment();
    }
  }

  /** {@return how many lines were lost} */
  public long lost() {
    return lost.sum();
  }

  private void write() {
    boolean torn = false;
    try {
      while (!ended || !waiting.isEmpty()) {
        Map<String, Object> line = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (line != null) {
          try {
            // One write a line, so that lines of other processes do not come in between. A torn line is ended first.
            out.write(((torn ? "\n" : "") + Json.MAPPER.writeValueAsString(line) + "\n")
                .getBytes(StandardCharsets.UTF_8));
            out.flush();
            torn = false;
          } catch (IOException | JacksonException _) {
            torn = true;
            lost.increment();
          }
        }
      }
    } catch (InterruptedException _) {
      // The rest is lost.
      lost.add(waiting.size());
    }
  }

  /** Writes what is waiting, for at most five seconds. */
  @Override
  public void close() {
    ended = true;
    try {
      writer.join(LONGEST_END);
      writer.interrupt();
      out.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // Its lines are counted already.
    }
  }
}
