package dev.millrace.torch;

import java.io.Serial;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error in LibTorch. The message is LibTorch's in one line, without the C++ stack frames that follow it. */
public final class TorchException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;
  private static final Pattern NO_MEMORY = Pattern
      .compile("can't allocate memory: you tried to allocate (\\d+) bytes|CUDA out of memory",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FRAMES = Pattern.compile("\\R|\\bframe #0|Exception raised from");

  TorchException(RuntimeException cause) {
    super(message(String.valueOf(cause.getMessage())), cause);
  }

  private static String message(String text) {
    Matcher memory = NO_MEMORY.matcher(text);
    if (memory.find()) {
      return "out of memory: LibTorch asked for %s more; take a smaller `micro` or `batch`".formatted(
          memory.group(1) == null ? "GPU memory" : (Long.parseLong(memory.group(1)) >> 20) + " MB");
    }
    return "LibTorch: " + FRAMES.split(text, 2)[0].strip();
  }
}
