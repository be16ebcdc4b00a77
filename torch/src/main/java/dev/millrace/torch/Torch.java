package dev.millrace.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * LibTorch, ready to compute: a device, a precision and the threads that use tensors. Guards and scopes of LibTorch
 * belong to a thread, so tensors are used on these threads only; the public methods of this package hand work to them
 * and wait.
 *
 * <p>On a CPU each thread does whole parts of the work (some images of a batch, forwards and backwards) by itself, and
 * the threads synchronise once per step. Threads that shared every operation would synchronise thousands of times per
 * second, and on a busy machine would spend most of their time waiting. This also makes results independent of the
 * number of threads.
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
        // OpenMP stores this number per calling thread.
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
    // A GPU is driven by one thread: further threads would only wait for it.
    this.executor = Executors.newFixedThreadPool(cuda ? 1 : threads, TensorThread::new);
    this.usage = new Usage("Torch", executor::shutdown);
  }

  /**
   * Loads the native libraries and chooses the device.
   *
   * @param options device, precision and threads
   * @return the engine, which must be closed
   * @throws InvalidInputException if the libraries are missing or for another platform, or CUDA is asked for where there is none
   */
  public static Torch open(TorchOptions options) {
    Natives.load();
    boolean hasGpu = torch.cuda_is_available();
    if (options.device() == TorchOptions.DeviceChoice.CUDA && !hasGpu) {
      throw new InvalidInputException(
          "device cuda: %s (`device` cpu computes on the processor)".formatted(whyNoGpu()));
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
   * Keeps the threads alive for work that consists of several calls, until the lease is closed.
   *
   * @throws IllegalStateException if this has been closed
   */
  Usage.Lease enter() {
    return usage.enter();
  }

  /**
   * Runs an action on one of the tensor threads and waits for it. Tensors that the action makes are freed at its end.
   *
   * @throws IllegalStateException if this has been closed and no call is in progress any more
   * @throws RuntimeException if the action throws it
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
   * Runs a task for 0 … tasks − 1, as many at a time as there are threads, each as {@link #call} does, and waits for
   * all. The caller must hold a lease, or run on a tensor thread.
   *
   * @throws RuntimeException if a task throws it
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
      // C++ exceptions arrive as plain RuntimeException; those of Java are of its subclasses.
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
   * Describes the version, the platform and the device.
   *
   * @return what it runs on
   * @throws IllegalStateException if this is closed
   */
  public TorchInfo info() {
    String processor;
    try (var _ = enter()) {
      processor = call(() -> torch.get_cpu_capability().getString());
    }
    return new TorchInfo(version(), Loader.getPlatform(), processor, cuda ? "cuda" : "cpu",
        cuda ? Natives.gpuName() : "", threads, bf16 ? "bf16" : "fp32");
  }

  /** The version in the properties of the jar; unlike the manifest, they can be read on the module path too. */
  private static String version() {
    try {
      return Objects.requireNonNullElse(Loader.getVersion("org.bytedeco", "pytorch", torch.class), "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /**
   * Why no GPU can be used, on a machine where none can.
   *
   * @return the reason, in one line
   */
  public static String whyNoGpu() {
    Natives.load();
    if (torch.hasCUDA()) {
      return "LibTorch finds no GPU; is NVIDIA's driver installed?";
    }
    return Natives.hasGpu()
        ? "this LibTorch is built for the CPU only; build with 'mvn -Plinux-x86_64-gpu package'"
        : "no NVIDIA GPU with its driver is found on this machine";
  }

  /** {@return whether this computes on a GPU} */
  public boolean isCuda() {
    return cuda;
  }

  /** A new handle of the device. */
  Device device() {
    return new Device(cuda ? "cuda" : "cpu");
  }

  /** The type that layers compute in. */
  ScalarType layerType() {
    return bf16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  /**
   * Ends the threads once the calls in progress have ended. Later calls of this object, and of those that compute on
   * it, throw an IllegalStateException. Those may be closed before or after. This method never waits, and may be called
   * twice.
   */
  @Override
  public void close() {
    usage.close();
  }
}
