package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Starts the real command in processes of its own, kills them with SIGKILL at random moments and compares what comes of it. */
final class KillHarness {
  private static final long TIMEOUT_SECONDS = 120;
  /** Then it may end, so that results are compared now and then. */
  private static final int MOST_KILLS_A_VICTIM = 12;

  private final Path folder;
  private final Random random;
  private int kills;
  private int killsInAWrite;
  private int victims;

  /**
   * A harness.
   *
   * @param folder holds all that is written; commands run in it
   * @param random when to kill
   */
  KillHarness(Path folder, Random random) {
    this.folder = folder;
    this.random = random;
  }

  /** Kills so far. */
  int kills() {
    return kills;
  }

  /** Kills that left a checkpoint or a file under its temporary name. */
  int killsInAWrite() {
    return killsInAWrite;
  }

  /**
   * Starts the command as the launcher does, but on the plain kernels and with the compiler alone that is fast at once: how a
   * process ends does not depend on them. Its output goes to {@code out.txt} and {@code err.txt}.
   */
  Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable",
        "-Djava.awt.headless=true", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Millrace.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(file("out.txt"))
        .redirectError(file("err.txt")).start();
  }

  private File file(String name) {
    return folder.resolve(name).toFile();
  }

  /** What the last process wrote to standard error. */
  String err() throws IOException {
    return Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8);
  }

  /** Runs the command to its end, which must be a good one; returns how long that took, in milliseconds. */
  long run(List<String> arguments) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = start(arguments);
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> "hangs: " + arguments);
    assertEquals(0, process.exitValue(), () -> arguments + ": " + quietly());
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private String quietly() {
    try {
      return err();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * Starts a command and kills it at a random moment, if it has not ended by then.
   *
   * @param longest milliseconds after which it is killed at the latest
   * @param written where to look for temporary names; every other kill waits for the next one there
   * @return whether it ended by itself
   */
  private boolean kill(List<String> arguments, long longest, Path written) throws IOException, InterruptedException {
    Process process = start(arguments);
    boolean ended = process.waitFor(random.nextLong(longest), TimeUnit.MILLISECONDS);
    if (!ended && random.nextBoolean()) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longest);
      while (process.isAlive() && !hasTemporary(written) && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
    }
    if (!ended) {
      process.destroyForcibly();
      assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      ended = process.exitValue() == 0;
    }
    if (ended) {
      assertEquals(0, process.exitValue(), () -> arguments + ": " + quietly());
    } else {
      assertEquals(137, process.exitValue(), () -> arguments + ": " + quietly());
      kills++;
      killsInAWrite += hasTemporary(written) ? 1 : 0;
    }
    return ended;
  }

  private static boolean hasTemporary(Path in) {
    String[] names = in.toFile().list((_, name) -> name.startsWith(".") && name.endsWith(".tmp"));
    return names != null && names.length > 0;
  }

  /**
   * Kills a training, or a reflow, again and again, each time letting it go on, and then another one, and compares each when it
   * has ended.
   *
   * @param count how many kills
   * @param begin the command without --out
   * @param resume the command that goes on, without --out
   * @param reference folder of the run that was never killed
   * @param compared the files that must be equal
   * @param longest milliseconds between a start and a kill
   */
  void kill(int count, List<String> begin, List<String> resume, Path reference, List<String> compared, long longest)
      throws IOException, InterruptedException {
    int enough = kills + count;
    while (kills < enough) {
      Path victim = folder.resolve("victim-" + ++victims);
      boolean ended = false;
      boolean begun = false;
      for (int times = 0; !ended; times++) {
        begun |= Files.exists(victim.resolve("run.yaml")) || Files.exists(victim.resolve("reflow.json"));
        List<String> arguments = new ArrayList<>(begun ? resume : begin);
        arguments.addAll(List.of("--out", victim.getFileName().toString()));
        if (kills >= enough || times >= MOST_KILLS_A_VICTIM) {
          run(arguments);
          ended = true;
        } else {
          ended = kill(arguments, longest, victim.resolve("checkpoints"));
        }
      }
      requireSame(victim, begin, reference, compared);
      delete(victim);
      System.out.printf("%d kills so far, %d of them in the middle of a write; identical: %s%n", kills, killsInAWrite,
          begin);
    }
  }

  private static void requireSame(Path victim, List<String> begin, Path reference, List<String> compared)
      throws IOException {
    for (String file : compared) {
      assertArrayEquals(Files.readAllBytes(reference.resolve(file)), Files.readAllBytes(victim.resolve(file)),
          () -> file + " of " + begin);
    }
    assertEquals(0, leftovers(victim), () -> "temporary files in " + victim);
  }

  private static long leftovers(Path victim) throws IOException {
    try (Stream<Path> all = Files.walk(victim)) {
      return all.filter(path -> path.getFileName().toString().matches("\\..*\\.(tmp|old)")).count();
    }
  }

  /** Kills a command that writes one file; whatever happens, the file is as it was, or as it shall be. */
  void killWhileWriting(List<String> arguments, Path target, byte[] before, byte[] after, long longest)
      throws IOException, InterruptedException {
    Files.write(target, before);
    kill(arguments, longest, folder);
    byte[] now = Files.readAllBytes(target);
    assertTrue(Arrays.equals(now, before) || Arrays.equals(now, after), () -> target + " is neither old nor new");
    for (File left : Objects.requireNonNull(folder.toFile().listFiles((_, name) -> name.endsWith(".tmp")))) {
      Files.delete(left.toPath());
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
