package dev.millrace.torch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.parallel.Workers;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * LibTorch, ready to compute: a device, a precision and the one thread that touches tensors. Guards, scopes and OpenMP's threads
 * belong to a thread, so that all tensor work happens on this one; the public methods of this package hop onto it and wait.
 */
public final class Torch implements AutoCloseable {
  private final ExecutorService executor;
  private final Thread thread;
  private final boolean cuda;
  private final boolean bf16;
  private final int threads;

  private Torch(ExecutorService executor, Thread thread, boolean cuda, boolean bf16, int threads) {
    this.executor = executor;
    this.thread = thread;
    this.cuda = cuda;
    this.bf16 = bf16;
    this.threads = threads;
  }

  /**
   * Loads the native libraries and chooses the device.
   *
   * @throws InvalidInputException if the libraries are missing or for another platform, or CUDA is asked for where there is none
   */
  public static Torch open(TorchOptions options) {
    Natives.load();
    boolean hasGpu = torch.cuda_is_available();
    if (options.device() == TorchOptions.DeviceChoice.CUDA && !hasGpu) {
      throw new InvalidInputException(torch.hasCUDA()
          ? "device cuda: LibTorch finds no GPU; is NVIDIA's driver installed? (--device cpu computes on the processor)"
          : "device cuda: this LibTorch is built for the CPU only; build with 'mvn -Plinux-x86_64-gpu' (--device cpu computes on the processor)");
    }
    boolean cuda = hasGpu && options.device() != TorchOptions.DeviceChoice.CPU;
    boolean bf16 = switch (options.precision()) {
      case FP32 -> false;
      case BF16 -> true;
      case AUTO -> cuda || Natives.hasFastBf16();
    };
    int threads = Workers.orAllProcessors(options.threads());
    ExecutorService executor = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("millrace-tensors")
        .factory());
    Thread thread = CompletableFuture.supplyAsync(() -> {
      // OpenMP keeps this number for each calling thread.
      torch.set_num_threads(threads);
      return Thread.currentThread();
    }, executor).join();
    return new Torch(executor, thread, cuda, bf16, threads);
  }

  /**
   * Does something with tensors on their thread and waits for it; tensors made meanwhile are freed at the end.
   *
   * @throws RuntimeException what the action throws
   */
  <T> T call(Supplier<T> action) {
    Supplier<T> scoped = () -> {
      try (PointerScope _ = new PointerScope()) {
        return action.get();
      }
    };
    if (Thread.currentThread() == thread) {
      return scoped.get();
    }
    try {
      return CompletableFuture.supplyAsync(scoped, executor).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /** What it runs on. */
  public TorchInfo info() {
    String processor = call(() -> torch.get_cpu_capability().getString());
    return new TorchInfo(version(), Loader.getPlatform(), processor, cuda ? "cuda" : "cpu",
        cuda ? Natives.gpuName() : "", threads, bf16 ? "bf16" : "fp32");
  }

  private static String version() {
    String jar = torch.class.getPackage().getImplementationVersion();
    return jar == null ? "unknown" : jar;
  }

  boolean isCuda() {
    return cuda;
  }

  boolean isTensorThread() {
    return Thread.currentThread() == thread;
  }

  /** A fresh handle of the device. */
  Device device() {
    return new Device(cuda ? "cuda" : "cpu");
  }

  /** What layers compute in. */
  ScalarType layerType() {
    return bf16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  /** Ends the thread. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
