package dev.millrace.serve.studio;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(20)
class GateTests {
  private final AtomicInteger step = new AtomicInteger();
  private final Gate gate = new Gate(step::get, () -> {});

  private Thread training() {
    return Thread.ofPlatform().start(() -> {
      while (!gate.isClosed()) {
        step.incrementAndGet();
        Thread.yield();
      }
    });
  }

  private void awaitWaiting() throws InterruptedException {
    while (!gate.isWaiting()) {
      Thread.sleep(1);
    }
  }

  @Test
  void pausesDoesSingleStepsAndGoesOn() throws InterruptedException {
    Thread training = training();
    gate.pause();
    awaitWaiting();
    int at = step.get();
    for (int i = 1; i <= 3; i++) {
      gate.once();
      while (step.get() < at + i) {
        Thread.sleep(1);
      }
      awaitWaiting();
      assertEquals(at + i, step.get());
    }
    gate.go();
    while (step.get() < at + 100) {
      Thread.sleep(1);
    }
    assertFalse(gate.isWaiting());
    gate.stop();
    training.join();
  }

  @Test
  void stopsWhilePaused() throws InterruptedException {
    Thread training = training();
    gate.pause();
    awaitWaiting();
    gate.stop();
    training.join();
    gate.pause();
    gate.go();
    assertTrue(gate.isClosed());
  }
}
