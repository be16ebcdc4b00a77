package dev.millrace.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads LibTorch's native libraries, and queries the machine that they run on. */
final class Natives {
  /** The platforms for which the profiles of this module's pom add libraries. */
  private static final List<String> PLATFORMS = List.of("linux-x86_64", "macosx-arm64", "windows-x86_64");

  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  private Natives() {
  }

  /**
   * Loads the libraries, once; later calls return at once.
   *
   * @throws InvalidInputException if they are missing or for another platform
   */
  static synchronized void load() {
    // JavaCPP would otherwise compare the whole process's memory with the heap's limit and refuse to allocate.
    if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }
    quietThreads();
    keepMemory();
    String platform = Loader.getPlatform();
    requireOffered(platform);
    try {
      loadAlone();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new InvalidInputException(
          ("LibTorch cannot be loaded on %s: %s; images need the distribution with LibTorch, or org.bytedeco:pytorch with "
              + "the classifier %s on the class path (mvn -P%s …)")
              .formatted(platform, firstLine(e), platform, platform),
          e);
    }
  }

  /**
   * Loads the libraries while no other process does. At the first use JavaCPP copies them into its cache, and a process
   * that maps a library while another writes it is killed by SIGBUS. JavaCPP's own lock covers each file by itself, not
   * the files on which it depends.
   */
  private static void loadAlone() {
    try (FileChannel file = FileChannel.open(Loader.getCacheDir().toPath().resolve("millrace.lock"),
        StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock held = file.lock()) {
      assert held.isValid();
      Loader.load(torch.class);
    } catch (IOException e) {
      Loader.load(torch.class); // a cache that cannot be written is not being written by another process either
    }
  }

  /** @throws InvalidInputException if nobody publishes the libraries for a platform, named as JavaCPP does */
  static void requireOffered(String platform) {
    if (!PLATFORMS.contains(platform)) {
      throw new InvalidInputException(
          "images cannot be used on %s, because LibTorch is only offered for %s; points and tables can"
              .formatted(platform, String.join(", ", PLATFORMS)));
    }
  }

  private static String firstLine(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse(e.toString());
  }

  /**
   * GNU OpenMP's threads spin while they wait, which costs a factor of up to 50 if there are as many of them as
   * processors; OpenBLAS starts its own threads in addition to ours. Both read the environment when they are loaded, so
   * the variables must be set before that, and in C's environment, not in Java's. Variables that the user has set are
   * kept.
   */
  @SuppressWarnings("restricted") // one call of C's setenv, whose signature never changes
  private static void quietThreads() {
    Linker linker = Linker.nativeLinker();
    var setenv = linker.defaultLookup().find("setenv").map(address -> linker.downcallHandle(address, FunctionDescriptor
        .of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)));
    if (setenv.isEmpty()) {
      return; // Windows, whose OpenMP is another
    }
    try (Arena arena = Arena.ofConfined()) {
      for (var setting : Map.of("OMP_WAIT_POLICY", "passive", "OPENBLAS_NUM_THREADS", "1").entrySet()) {
        MemorySegment name = arena.allocateFrom(setting.getKey());
        MemorySegment value = arena.allocateFrom(setting.getValue());
        int failed = (int) setenv.get().invokeExact(name, value, 0);
        if (failed != 0) {
          throw new IllegalStateException("setenv(" + setting.getKey() + ") failed");
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * GNU's malloc returns large blocks to the system when they are freed. When they are allocated again, each page
   * causes a page fault and is cleared: an eighth of the time of a network whose layers pass on megabytes. This makes
   * malloc keep the blocks, in one heap for all threads.
   */
  @SuppressWarnings("restricted") // calls of C's mallopt, whose signature never changes
  private static void keepMemory() {
    Linker linker = Linker.nativeLinker();
    var mallopt = linker.defaultLookup().find("mallopt")
        .map(address -> linker.downcallHandle(address, FunctionDescriptor
            .of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
    if (mallopt.isEmpty()) {
      return; // the malloc of another system
    }
    int trimThreshold = -1; // the constants of malloc.h
    int mmapMax = -4;
    int arenaMax = -8;
    try {
      for (int[] setting : new int[][]{{trimThreshold, Integer.MAX_VALUE}, {mmapMax, 0}, {arenaMax, 1}}) {
        int done = (int) mallopt.get().invokeExact(setting[0], setting[1]);
        if (done != 1) {
          throw new IllegalStateException("mallopt(%d, %d) failed".formatted(setting[0], setting[1]));
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the processor multiplies bfloat16 in hardware; false if the system does not tell. */
  static boolean hasFastBf16() {
    Path cpu = Path.of("/proc/cpuinfo");
    try (Stream<String> lines = Files.lines(cpu, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.startsWith("flags")).findFirst().stream()
          .flatMap(line -> Arrays.stream(line.split("\\s+")))
          .anyMatch(flag -> flag.equals("avx512_bf16") || flag.equals("amx_bf16"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether NVIDIA's driver for Linux, the only one for which there is a library, has a GPU. */
  static boolean hasGpu() {
    return Files.isDirectory(GPUS);
  }

  /** The name of the first NVIDIA GPU as the driver reports it; "CUDA device" if it does not. */
  static String gpuName() {
    String unknown = "CUDA device";
    try (Stream<Path> gpus = Files.list(GPUS)) {
      Path first = gpus.sorted().findFirst().orElseThrow(() -> new IOException("none"));
      return Files.readAllLines(first.resolve("information")).stream().filter(line -> line.startsWith("Model:"))
          .map(line -> line.substring("Model:".length()).strip()).findFirst().orElse(unknown);
    } catch (IOException e) {
      return unknown;
    }
  }
}
