package dev.millrace.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

import dev.millrace.flow.io.PipedInput;
import org.jspecify.annotations.Nullable;

/** Standard output, on which results stand. Java's own stream keeps silent when they cannot be written; this one remembers why. */
final class StandardOutput extends OutputStream {
  private static final int BUFFER = 1 << 13;

  private final OutputStream out;
  private @Nullable IOException failure;

  /** @param out where everything goes */
  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** Puts one in the place of {@link System#out}. */
  static StandardOutput install() {
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
   * Ends the command: what could not be written is said, and changes the status of a success.
   *
   * @param status of the command
   * @param readerMayLeave whether there is a reader, which may have had enough
   */
  int ended(int status, boolean readerMayLeave) {
    if (failure == null || readerMayLeave) {
      return status;
    }
    Millrace.complain("cannot write to standard output: " + Failures.message(failure));
    return status == 0 ? Millrace.FAILED : status;
  }

  /** Whether a program reads what is written: then the one failure there is that it has ended, such as head after ten lines. */
  static boolean isPipe() {
    return PipedInput.isPipe(Path.of("/dev/fd/1"));
  }
}
