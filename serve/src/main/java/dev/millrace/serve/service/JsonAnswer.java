package dev.millrace.serve.service;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import dev.millrace.serve.http.Exchange;

/** Rows as one JSON object: what is known before, the rows, and what is known after. */
final class JsonAnswer {
  private JsonAnswer() {
  }

  /**
   * Writes an object whose member {@code rows} has the rows.
   *
   * @param before the members before, without the brace that ends the object
   * @param lines writes the rows, one a line
   * @param after gives the members after, each with the comma before it
   */
  static void write(OutputStream out, String before, Exchange.Body lines, Supplier<String> after)
      throws IOException {
    out.write((before + ",\"rows\":[").getBytes(StandardCharsets.UTF_8));
    lines.writeTo(new Commas(out));
    out.write(("]" + after.get() + "}\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Puts commas between lines. No value of JSON lines contains the end of a line. */
  private static final class Commas extends FilterOutputStream {
    private boolean isOwed;

    Commas(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      for (int i = offset; i < offset + length; i++) {
        if (isOwed) {
          out.write(',');
          isOwed = false;
        }
        if (bytes[i] == '\n') {
          out.write(bytes, from, i - from);
          from = i + 1;
          isOwed = true;
        }
      }
      out.write(bytes, from, offset + length - from);
    }
  }
}
