package dev.millrace.serve.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies are in memory at once, so that many large ones do not take all of it. A tree of JSON takes up to
 * some thirty times the memory of its text.
 */
final class BodyMemory {
  private static final long SHARE_OF_HEAP = 64;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  BodyMemory() {
    this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** @param most the most bytes; one body alone may have more */
  BodyMemory(long most) {
    this.most = most;
  }

  /** {@return the part of a request, which takes nothing yet} */
  Part part() {
    return new Part();
  }

  /** What a request takes, until it is closed. */
  final class Part implements AutoCloseable {
    private long bytes;

    private Part() {
    }

    /**
     * Takes memory.
     *
     * @throws Problem 503 if others have too much of it
     */
    void take(long wanted) {
      long now = taken.addAndGet(wanted);
      if (now > most && now > bytes + wanted) {
        taken.addAndGet(-wanted);
        throw new Problem(503, "the bodies of other requests take the memory that there is for them")
            .withFlag("--max-memory").withReason("memory").withRetryAfter(1);
      }
      bytes += wanted;
    }

    @Override
    public void close() {
      taken.addAndGet(-bytes);
      bytes = 0;
    }
  }
}
