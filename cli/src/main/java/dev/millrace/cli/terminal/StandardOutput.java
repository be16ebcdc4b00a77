package dev.millrace.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

import dev.millrace.flow.io.PipedInput;
import org.jspecify.annotations.Nullable;

/** Standard output, to which results are written. Java's stream hides errors of writing; this one remembers them. */
public final class StandardOutput extends OutputStream {
  private static final int BUFFER = 1 << 13;

  private final OutputStream out;
  private @Nullable IOException failure;

  /** @param out the stream to which everything is written */
  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** Replaces {@link System#out} by such a stream. */
  public static StandardOutput install() {
    var watched = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(new BufferedOutputStream(watched, BUFFER), true, System.out.charset()));
    return watched;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /**
   * Ends the command. An error of writing is reported, and turns success into failure.
   *
   * @param status the exit status of the command
   * @param readerMayLeave whether the output goes to another program, which may end before it has read everything
   */
  public int ended(int status, boolean readerMayLeave) {
    if (failure == null || readerMayLeave) {
      return status;
    }
    Messages.complain("cannot write to standard output: " + Failures.message(failure));
    return status == 0 ? Messages.FAILED : status;
  }

  /**
   * Whether the output is a pipe: then an error of writing means that the reader has ended, such as head after ten
   * lines.
   */
  public static boolean isPipe() {
    return PipedInput.isPipe(Path.of("/dev/fd/1"));
  }
}
