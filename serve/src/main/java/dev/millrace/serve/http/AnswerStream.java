package dev.millrace.serve.http;

import java.io.IOException;
import java.io.OutputStream;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. It knows how long the client has not been reading; a watchdog then cuts it off. After a failure it
 * never ends in good order, so that a part is not taken for the whole.
 */
final class AnswerStream extends OutputStream {
  private static final int PIECE = 1 << 16;

  private final HttpExchange http;
  private long bytes;
  private boolean broken;
  /** The thread that is writing, and since when. */
  private @Nullable Thread writer;
  private long since;
  private boolean isCut;

  AnswerStream(HttpExchange http) {
    this.http = http;
  }

  private interface Work {
    void run(OutputStream out) throws IOException;
  }

  private void watched(Work work) throws IOException {
    if (broken) {
      throw new IOException("the answer is cut off");
    }
    synchronized (this) {
      writer = Thread.currentThread();
      since = System.nanoTime();
    }
    boolean done = false;
    try {
      work.run(http.getResponseBody());
      done = true;
    } finally {
      synchronized (this) {
        writer = null;
        if (isCut) {
          // Interrupting the thread has closed the connection; nothing else is to end by it.
          Thread.interrupted();
          done = false;
        }
      }
      broken = !done;
    }
  }

  /** Closes the connection if its client has not taken a piece for a time; whether it did. Called by other threads. */
  synchronized boolean cutIfSlow(long now, long nanoseconds) {
    if (writer == null || isCut || now - since < nanoseconds) {
      return false;
    }
    isCut = true;
    writer.interrupt();
    return true;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] content, int offset, int length) throws IOException {
    for (int done = 0; done < length;) {
      int from = offset + done;
      int count = Math.min(PIECE, length - done);
      watched(out -> out.write(content, from, count));
      done += count;
      bytes += count;
    }
  }

  @Override
  public void flush() throws IOException {
    watched(OutputStream::flush);
  }

  /** Ends the answer, if all of it was written. */
  @Override
  public void close() throws IOException {
    if (!broken) {
      watched(OutputStream::close);
      if (broken) {
        throw new IOException("the client does not read");
      }
    }
  }

  /** From now on the answer cannot end in good order. */
  void cut() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }

  long bytes() {
    return bytes;
  }
}
