package dev.millrace.flow.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The build that runs, and the machine that it runs on, as provenances name them. */
public final class Build {
  private Build() {
  }

  /** {@return the version of this build: the version in the pom, which the build writes into a resource} */
  public static String version() {
    try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream("version.txt"), "version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the version of Java} */
  public static String jdk() {
    return Runtime.version().toString();
  }

  /** {@return the operating system and the architecture of the processor, such as "Linux amd64"} */
  public static String os() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }
}
