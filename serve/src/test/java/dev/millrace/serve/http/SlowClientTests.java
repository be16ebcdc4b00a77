package dev.millrace.serve.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Clients that send slowly. The JDK's server reads its limits once in a process, and in seconds, whatever its page says;
 * so a process of its own serves here.
 */
@Timeout(60)
class SlowClientTests {
  private static final int SECONDS = 2;
  /** The server looks for idle connections every ten seconds unless it is told otherwise. */
  private static final String OFTEN = "-Dsun.net.httpserver.clockTick=500";

  /** A server with short limits, which ends with its standard input. */
  static final class Main {
    private Main() {
    }

    public static void main(String[] arguments) throws IOException {
      Limits limits = Limits.DEFAULTS.withTimes(SECONDS, SECONDS, SECONDS).withCounts(100, 50);
      try (Server server = Server.start(ServerOptions.ofPort(0).withLimits(limits), new Router()
          .add("POST", "/bytes", exchange -> exchange.sendJson(Map.of("bytes", exchange.body().length))),
          new Server.Watchers(Throwable::printStackTrace))) {
        System.out.println(server.port());
        while (System.in.read() >= 0) {
          // Until the test has ended.
        }
      }
    }
  }

  /** For how long a connection was open, in seconds, and what was read from it. */
  private record Closed(long seconds, String answer) {}

  private static Closed untilClosed(int port, String begin, String drip) throws IOException {
    long began = System.nanoTime();
    StringBuilder read = new StringBuilder();
    try (Socket socket = Raw.connect(port)) {
      Raw.write(socket, begin);
      socket.setSoTimeout(250);
      while (System.nanoTime() - began < 20_000_000_000L) {
        try {
          int next = socket.getInputStream().read();
          if (next < 0) {
            break;
          }
          read.append((char) next);
        } catch (java.net.SocketTimeoutException _) {
          if (!drip.isEmpty()) {
            Raw.write(socket, drip);
          }
        }
      }
    } catch (IOException _) {
      // Closed while we wrote.
    }
    return new Closed((System.nanoTime() - began) / 1_000_000_000L, read.toString());
  }

  @Test
  void areCutOff() throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), OFTEN,
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        Main.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = Integer.parseInt(out.readLine());
      String head = Raw.head(port, "POST", "/bytes", "Content-Length: 1000");
      List<Future<Closed>> closed = new ArrayList<>();
      // Nothing at all; half a header; a header a byte at a time; half a body; a body a byte at a time; idle after an answer.
      closed.add(threads.submit(() -> untilClosed(port, "", "")));
      closed.add(threads.submit(() -> untilClosed(port, head, "")));
      closed.add(threads.submit(() -> untilClosed(port, head + "X: ", "x")));
      closed.add(threads.submit(() -> untilClosed(port, head + "\r\nhalf", "")));
      closed.add(threads.submit(() -> untilClosed(port, head + "\r\n", "x")));
      closed.add(threads.submit(() -> untilClosed(port, head + "\r\n" + "x".repeat(1000), "")));
      for (Future<Closed> each : closed) {
        long seconds = each.get().seconds;
        assertTrue(seconds >= SECONDS - 1 && seconds <= SECONDS + 5, closed.indexOf(each) + ": " + seconds + " s");
      }
      // Whoever has sent the headers learns why.
      for (int i = 0; i < closed.size(); i++) {
        String answer = closed.get(i).get().answer;
        assertEquals(i == 3 || i == 4 ? 408 : i == 5 ? 200 : -1, Raw.status(answer), i + ": " + answer);
        assertEquals(i == 3 || i == 4, answer.contains("\"flag\":\"--request-timeout\""), answer);
      }
      // One more than the limit of connections is closed at once; then there is room again.
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 50; i++) {
          sockets.add(Raw.connect(port));
        }
        try (Socket more = Raw.connect(port)) {
          assertEquals(-1, more.getInputStream().read());
        }
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      String answer = "";
      for (int i = 0; i < 100 && Raw.status(answer) != 200; i++) {
        Thread.sleep(20);
        try {
          answer = Raw.post(port, "/bytes", "x".repeat(1000));
        } catch (IOException _) {
          // The server has not seen yet that the others are closed.
        }
      }
      assertEquals(200, Raw.status(answer), answer);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
