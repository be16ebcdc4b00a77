package dev.millrace.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns exceptions into messages for users. */
public final class Failures {
  private Failures() {
  }

  /** A sentence about an exception; the messages of file systems are often only a path. */
  public static String message(Throwable failure) {
    // The library writes the usual name of the command.
    return sentence(failure).replace("'millrace ", "'" + CommandName.text() + " ");
  }

  private static String sentence(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException e when e.getCause() != null -> sentence(e.getCause());
      case NoSuchFileException e -> e.getFile() + ": there is no such file or folder";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileAlreadyExistsException e -> e.getFile() + ": already exists";
      case NotDirectoryException e -> e.getFile() + ": is not a folder";
      case DirectoryNotEmptyException e -> e.getFile() + ": is not empty";
      case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
      case FileSystemException e -> "cannot read or write " + e.getFile();
      case IOException e when e.getMessage() == null -> "reading or writing failed: " + e;
      case ArithmeticException e -> "the numbers that are asked for are too large together: " + e.getMessage();
      case NegativeArraySizeException _ -> "the numbers that are asked for are too large together";
      case IndexOutOfBoundsException e -> unexpected(e);
      case NullPointerException e -> unexpected(e);
      case ClassCastException e -> unexpected(e);
      case RuntimeException e when e.getMessage() == null -> unexpected(e);
      case Error e -> unexpected(e);
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static String unexpected(Throwable failure) {
    return "this should not happen, please report it with what --debug shows: " + failure;
  }
}
