package dev.millrace.serve.http;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.sun.management.ThreadMXBean;
import tools.jackson.databind.JsonNode;

/**
 * Gives bytes to what reads requests, and sees to it that nothing happens but what may: it reads them, or refuses them in one
 * clear line, and takes no more memory than they justify. Jazzer calls {@link #fuzzerTestOneInput}; the first byte says
 * what reads the others.
 */
public final class RequestFuzz {
  private static final long FREE_BYTES = 4 << 20;
  private static final long BYTES_A_BYTE = 2000;
  private static final int LONGEST_LINE = 1000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Json JSON = new Json(Limits.DEFAULTS);
  private static final Handler NONE = _ -> {};
  private static final Router ROUTER = new Router().add("GET", "/v1/models", NONE)
      .add("GET", "/v1/models/{model}", NONE)
      .add("POST", "/v1/models/{model}/sample", NONE).add("GET", "/page/{file*}", NONE);
  private static final List<String> TYPES = List.of("application/json", "text/csv", "image/png");

  private RequestFuzz() {
  }

  record Inner(@Field("a word") String word, Optional<Boolean> on) {}

  record Outer(@Field(value = "a number", least = -5, most = 100) int count, Optional<Long> seed,
      Optional<Double> weight, Optional<List<List<Double>>> points, Optional<Map<String, JsonNode>> row,
      Optional<List<Inner>> inner, @Field(value = "a choice", choices = {"a", "b"}) Optional<String> choice) {}

  /** Jazzer's entry; throws if something else happens than may. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    long most = FREE_BYTES + BYTES_A_BYTE * rest.length;
    long taken = read(input[0], rest);
    if (taken > most) {
      // A first use loads classes, which takes memory too.
      taken = read(input[0], rest);
    }
    if (taken > most) {
      throw new AssertionError("%d bytes taken for a request of %d".formatted(taken, rest.length));
    }
  }

  private static long read(byte which, byte[] rest) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String text = new String(rest, StandardCharsets.ISO_8859_1);
    try {
      switch (Math.floorMod(which, 6)) {
        case 0 -> readBody(rest);
        case 1 -> ROUTER.find("GET", "/" + text);
        case 2 -> Exchange.parsed(text);
        case 3 -> Accept.best(List.of(text), TYPES);
        case 4 -> requireId(RequestId.of(text));
        default -> JSON.object(rest);
      }
    } catch (Problem e) {
      String line = e.getMessage();
      Json.MAPPER.writeValueAsBytes(e.members());
      if (e.status() < 400 || e.status() >= 500 || line.length() > LONGEST_LINE || line.lines().count() != 1
          || line.chars().anyMatch(Character::isISOControl)) {
        throw new AssertionError("not a clear line: " + line, e);
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void readBody(byte[] body) {
    Outer read = RecordReader.read(JSON.object(body), Outer.class);
    if (read.count() < -5 || read.count() > 100
        || read.points().stream().flatMap(List::stream).flatMap(List::stream).anyMatch(each -> !Double.isFinite(each))
        || !Double.isFinite(read.weight().orElse(0.0))) {
      throw new AssertionError("out of range: " + read);
    }
  }

  private static void requireId(String id) {
    if (!id.matches("[0-9a-f]{32}")) {
      throw new AssertionError(id);
    }
  }
}
