package dev.millrace.serve.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests as they go over the wire, and their answers. */
final class Raw {
  private Raw() {
  }

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** All that the server answers until it closes. */
  static String answer(int port, String request) throws IOException {
    try (Socket socket = connect(port)) {
      write(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  static String head(int port, String method, String path, String... headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
        + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
  }

  static String get(int port, String path, String... headers) throws IOException {
    return answer(port, head(port, "GET", path, headers) + "Connection: close\r\n\r\n");
  }

  /** The answer to a body of Latin-1 characters, each a byte. */
  static String post(int port, String path, String body, String... headers) throws IOException {
    return answer(port, head(port, "POST", path, headers) + "Content-Length: " + body.length()
        + "\r\nConnection: close\r\n\r\n" + body);
  }

  static String postJson(int port, String path, String body) throws IOException {
    return post(port, path, body, "Content-Type: application/json");
  }

  static int status(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
  }

  static String header(String answer, String name) {
    return answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n"))).lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")).findFirst()
        .map(line -> line.substring(name.length() + 1).strip()).orElse("");
  }

  /** One answer with a Content-Length, of a connection that stays open. */
  static String readOne(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    String length = header(text, "Content-Length");
    return text + new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)),
        StandardCharsets.ISO_8859_1);
  }
}
