package dev.millrace.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.parallel.Workers;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * LibTorch, ready to compute: a device, a precision and the threads that touch tensors. Guards and scopes belong to a thread, so
 * that tensor work happens on these only; the public methods of this package hop onto them and wait.
 *
 * <p>On a CPU each thread does whole parts of the work (some images of a batch, forwards and backwards) by itself, and meets the
 * others once a step: threads that share every operation meet thousands of times a second, which on a busy machine is most of
 * what they do. So it comes that results do not depend on the number of threads either.
 */
public final class Torch implements AutoCloseable {
  private final ExecutorService executor;
  private final Usage usage;
  private final boolean cuda;
  private final boolean bf16;
  private final int threads;

  private final class TensorThread extends Thread {
    TensorThread(Runnable work) {
      super(() -> {
        // OpenMP keeps this number for each calling thread.
        torch.set_num_threads(1);
        work.run();
      }, "millrace-tensors");
      setDaemon(true);
    }

    boolean isOf(Torch engine) {
      return Torch.this == engine;
    }
  }

  private Torch(boolean cuda, boolean bf16, int threads) {
    this.cuda = cuda;
    this.bf16 = bf16;
    this.threads = threads;
    // A GPU is driven by one thread: more would only queue for it.
    this.executor = Executors.newFixedThreadPool(cuda ? 1 : threads, TensorThread::new);
    this.usage = new Usage("Torch", executor::shutdown);
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
      throw new InvalidInputException(
          "device cuda: %s (--device cpu computes on the processor)".formatted(whyNoGpu()));
    }
    boolean cuda = hasGpu && options.device() != TorchOptions.DeviceChoice.CPU;
    boolean bf16 = switch (options.precision()) {
      case FP32 -> false;
      case BF16 -> true;
      case AUTO -> cuda || Natives.hasFastBf16();
    };
    return new Torch(cuda, bf16, Workers.orAllProcessors(options.threads()));
  }

  /**
   * Keeps the threads alive for work of several calls, until the lease is closed.
   *
   * @throws IllegalStateException if this has been closed
   */
  Usage.Lease enter() {
    return usage.enter();
  }

  /**
   * Does something with tensors on one of their threads and waits for it; tensors made meanwhile are freed at the end.
   *
   * @throws IllegalStateException if this has been closed and nobody is inside any more
   * @throws RuntimeException what the action throws
   */
  <T> T call(Supplier<T> action) {
    return isTensorThread() ? scoped(action) : join(submitted(() -> scoped(action)));
  }

  private <T> CompletableFuture<T> submitted(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, executor);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("Torch is closed; use it before close()", e);
    }
  }

  /**
   * Does a task for 0 … tasks − 1, as many at a time as there are threads, and waits for all; each as by {@link #call}. The caller
   * has a lease, or runs on a tensor thread.
   *
   * @throws RuntimeException what a task throws
   */
  void forEach(int tasks, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    Runnable work = () -> {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        int mine = i;
        scoped(() -> {
          task.accept(mine);
          return this;
        });
      }
    };
    if (isTensorThread()) {
      work.run();
      return;
    }
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < Math.min(tasks, threads); i++) {
      all.add(submitted(() -> {
        work.run();
        return this;
      }));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).handle((_, _) -> this).join();
    all.forEach(Torch::join);
  }

  private static <T> T scoped(Supplier<T> action) {
    try (PointerScope _ = new PointerScope()) {
      return action.get();
    } catch (RuntimeException e) {
      // What C++ throws comes as a RuntimeException proper; Java's own are of its subclasses.
      throw e.getClass() == RuntimeException.class ? new TorchException(e) : e;
    }
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private boolean isTensorThread() {
    return Thread.currentThread() instanceof TensorThread mine && mine.isOf(this);
  }

  /**
   * What it runs on.
   *
   * @throws IllegalStateException if it is closed
   */
  public TorchInfo info() {
    String processor;
    try (var _ = enter()) {
      processor = call(() -> torch.get_cpu_capability().getString());
    }
    return new TorchInfo(version(), Loader.getPlatform(), processor, cuda ? "cuda" : "cpu",
        cuda ? Natives.gpuName() : "", threads, bf16 ? "bf16" : "fp32");
  }

  private static String version() {
    String jar = torch.class.getPackage().getImplementationVersion();
    return jar == null ? "unknown" : jar;
  }

  /** Why none computes on a GPU here, where none can. */
  public static String whyNoGpu() {
    Natives.load();
    return torch.hasCUDA()
        ? "LibTorch finds no GPU; is NVIDIA's driver installed?"
        : "this LibTorch is built for the CPU only; build with 'mvn -Plinux-x86_64-gpu'";
  }

  /** Whether it computes on a GPU. */
  public boolean isCuda() {
    return cuda;
  }

  /** A fresh handle of the device. */
  Device device() {
    return new Device(cuda ? "cuda" : "cpu");
  }

  /** What layers compute in. */
  ScalarType layerType() {
    return bf16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  /**
   * Ends the threads, as soon as the calls that are in progress have ended; later calls of this and of what computes on it throw
   * an IllegalStateException. What computes on it may be closed before or after. Never waits, and may be called twice.
   */
  @Override
  public void close() {
    usage.close();
  }
}
