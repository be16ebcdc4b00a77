package dev.millrace.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM of a command that ends in an orderly way, with a status of its own: the first begins the end, the
 * second ends the process at once, with status 130 or 143. A shutdown hook, as in {@link StopSignal}, would not hear of the
 * second. The JDK's class for signals is reached by reflection, because to name it is a warning that cannot be turned off.
 */
public final class EndSignals implements AutoCloseable {
  private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);
  private static final int OF_SIGNALS = 128;

  private final CountDownLatch first = new CountDownLatch(1);
  private final Map<Object, @Nullable Object> former = new LinkedHashMap<>();

  private EndSignals() {
  }

  /** From now on the signals are handled here, until this is closed. */
  public static EndSignals handled() {
    EndSignals signals = new EndSignals();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler heard = (_, method, arguments) -> method.getName().equals("handle")
          ? signals.hear(String.valueOf(signal.getMethod("getName").invoke(arguments[0])))
          : method.invoke(signals, arguments);
      Object handler = Proxy.newProxyInstance(EndSignals.class.getClassLoader(), new Class<?>[]{type}, heard);
      Method handle = signal.getMethod("handle", signal, type);
      for (String name : NUMBERS.keySet()) {
        Object each = signal.getConstructor(String.class).newInstance(name);
        try {
          signals.former.put(each, handle.invoke(null, each, handler));
        } catch (InvocationTargetException _) {
          // A Java that was told to leave the signal alone: it then ends the process.
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // Every JDK 25 has them
    }
    return signals;
  }

  private @Nullable Object hear(String name) {
    if (first.getCount() == 0) {
      Runtime.getRuntime().halt(OF_SIGNALS + NUMBERS.getOrDefault(name, 0));
    }
    first.countDown();
    return null;
  }

  /**
   * Waits for the first signal.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public void await() throws InterruptedException {
    first.await();
  }

  /** Gives the signals back. */
  @Override
  public void close() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Method handle = signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"));
      for (Map.Entry<Object, @Nullable Object> each : former.entrySet()) {
        handle.invoke(null, each.getKey(), each.getValue());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
