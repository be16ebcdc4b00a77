package dev.millrace.serve.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The name of a request in logs and answers: 32 hexadecimal digits, as the trace-id of W3C's Trace Context. */
final class RequestId {
  private static final Pattern PARENT = Pattern
      .compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}"
          + "-[0-9a-f]{2}(?:-.*)?");
  private static final int LONGEST = 512;

  private RequestId() {
  }

  /** {@return the trace-id of a header {@code traceparent}, if it is valid; else a random one} */
  static String of(@Nullable String parent) {
    if (parent != null && parent.length() <= LONGEST) {
      Matcher valid = PARENT.matcher(parent);
      // Version 00 has four parts; later versions may have more.
      if (valid.matches() && (!parent.startsWith("00") || parent.length() == 55)) {
        return valid.group(1);
      }
    }
    byte[] id = new byte[16];
    ThreadLocalRandom.current().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
