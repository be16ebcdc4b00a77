package dev.millrace.serve.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The end of a server: what was let in is answered. */
@Timeout(60)
class DrainTests {
  private final Semaphore waiting = new Semaphore(0);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = Server.start(ServerOptions.ofPort(0), new Router()
        .add(Route.of("GET", "/ready", this::ready).forRole(Role.ANYBODY))
        .add("GET", "/short", exchange -> {
          begun.incrementAndGet();
          sleep(5);
          exchange.sendJson(Map.of("ok", true));
          done.incrementAndGet();
        })
        .add("GET", "/wait", exchange -> {
          waiting.release();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          exchange.sendStream("text/csv", out -> out.write(new byte[1000]));
        }), new Server.Watchers(_ -> {}));
  }

  private void ready(Exchange exchange) throws IOException {
    if (server.isDraining()) {
      throw new Problem(503, "the server is ending");
    }
    exchange.sendJson(Map.of());
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    go.countDown();
    server.close();
  }

  @Test
  void servesOnThenRefusesThenWaits() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Socket socket = Raw.connect(server
            .port())) {
      Raw.write(socket, Raw.head(server.port(), "GET", "/wait") + "\r\n");
      waiting.acquire();
      Future<Boolean> drained = threads.submit(() -> server.drain(Duration.ofMillis(500), Duration.ofSeconds(20)));
      while (!server.isDraining()) {
        Thread.sleep(1);
      }
      assertEquals(503, Raw.status(Raw.get(server.port(), "/ready")));
      String served = Raw.answer(server.port(), Raw.head(server.port(), "GET", "/short") + "Connection: close\r\n\r\n");
      assertEquals(200, Raw.status(served));
      // Without asking for it: the answer closes the connection.
      String refused = "";
      for (int i = 0; i < 200 && Raw.status(refused) != 503; i++) {
        Thread.sleep(10);
        try (Socket next = Raw.connect(server.port())) {
          Raw.write(next, Raw.head(server.port(), "GET", "/short") + "\r\n");
          refused = Raw.readOne(next.getInputStream());
        }
      }
      assertEquals(503, Raw.status(refused));
      assertEquals("close", Raw.header(refused, "Connection"));
      assertEquals("1", Raw.header(refused, "Retry-After"));
      assertFalse(drained.isDone());
      go.countDown();
      assertTrue(drained.get());
      server.close();
      String whole = new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertTrue(whole.endsWith("\r\n0\r\n\r\n"), whole);
    }
  }

  @Test
  void doesNotWaitForEver() throws Exception {
    try (Socket socket = Raw.connect(server.port())) {
      Raw.write(socket, Raw.head(server.port(), "GET", "/wait") + "\r\n");
      waiting.acquire();
      assertFalse(server.drain(Duration.ZERO, Duration.ofMillis(100)));
    }
  }

  @Test
  void noRequestThatWasLetInIsLostUnderLoad() throws Exception {
    AtomicInteger whole = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        clients.add(threads.submit(() -> {
          try {
            while (true) {
              try (Socket socket = Raw.connect(server.port())) {
                String answer = "";
                do {
                  Raw.write(socket, Raw.head(server.port(), "GET", "/short") + "\r\n");
                  answer = Raw.readOne(socket.getInputStream());
                  if (Raw.status(answer) == 200 && answer.endsWith("{\"ok\":true}")) {
                    whole.incrementAndGet();
                  } else if (Raw.status(answer) == 503) {
                    refused.incrementAndGet();
                  }
                } while (Raw.status(answer) == 200);
              }
            }
          } catch (IOException _) {
            // The server has ended.
          }
        }));
      }
      while (whole.get() < 300) {
        Thread.sleep(1);
      }
      assertTrue(server.drain(Duration.ZERO, Duration.ofSeconds(20)));
      server.close();
      for (Future<?> client : clients) {
        client.get();
      }
    }
    assertEquals(begun.get(), done.get());
    assertEquals(done.get(), whole.get());
    assertTrue(refused.get() > 0);
  }
}
