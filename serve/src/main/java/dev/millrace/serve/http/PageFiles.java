package dev.millrace.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The files of a page, from the resources.
 *
 * @param beside a class of the package in which they are
 */
public record PageFiles(Class<?> beside) {
  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
      "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "mjs", "text/javascript; charset=utf-8", "svg",
      "image/svg+xml", "png", "image/png", "json", "application/json");

  /**
   * Answers with a file.
   *
   * @param exchange the request
   * @param name its name; empty for index.html
   * @throws Problem 404 if there is none of this name
   * @throws IOException if writing fails
   */
  public void send(Exchange exchange, String name) throws IOException {
    String file = name.isEmpty() ? "index.html" : name;
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    // A name of a resource cannot lead outside: each of its parts begins with a letter.
    if (type != null && file.matches("[a-zA-Z][a-zA-Z0-9_.-]*(/[a-zA-Z][a-zA-Z0-9_.-]*)*") && !file.contains("..")) {
      try (InputStream in = beside.getResourceAsStream(file)) {
        if (in != null) {
          exchange.send(type, in.readAllBytes());
          return;
        }
      }
    }
    throw new Problem(404, "there is no such file");
  }
}
