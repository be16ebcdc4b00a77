package dev.millrace.serve.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A request and its answer. A handler answers once, by one of the methods whose names begin with "send". */
public final class Exchange {
  /** The type of binary answers. */
  public static final String BYTES = "application/octet-stream";
  private static final int BUFFER = 1 << 16;

  private final HttpExchange http;
  private final Map<String, String> path;
  private final Map<String, String> query;

  Exchange(HttpExchange http, Map<String, String> path) {
    this.http = http;
    this.path = path;
    this.query = parsed(http.getRequestURI().getRawQuery());
  }

  private static Map<String, String> parsed(@Nullable String raw) {
    Map<String, String> values = new HashMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.replace("+", "%20").split("&", -1)) { // Browsers write a space of a query as +
        int equals = pair.indexOf('=');
        String name = Router.decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (values.put(name, equals < 0 ? "" : Router.decoded(pair.substring(equals + 1))) != null) {
          throw new Problem(400, "`%s`: given twice".formatted(name), name);
        }
      }
    }
    return values;
  }

  /**
   * {@return the value of a placeholder of the path}
   *
   * @param name its name
   */
  public String path(String name) {
    return path.getOrDefault(name, "");
  }

  /**
   * {@return the value of a parameter of the query, if it is given and not empty}
   *
   * @param name its name
   */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * {@return a whole number of the query}
   *
   * @param name its name
   * @param usual the value if it is not given
   * @param least the least value
   * @param most the greatest value
   * @throws Problem 422 if it is not such a number
   */
  public int whole(String name, int usual, int least, int most) {
    return (int) whole(name, usual, (long) least, most);
  }

  /**
   * {@return a whole number of the query}
   *
   * @param name its name
   * @param usual the value if it is not given
   * @param least the least value
   * @param most the greatest value
   * @throws Problem 422 if it is not such a number
   */
  public long whole(String name, long usual, long least, long most) {
    Optional<String> given = query(name);
    if (given.isEmpty()) {
      return usual;
    }
    try {
      long value = Long.parseLong(given.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // As a number out of range.
    }
    throw new Problem(422, "`%s` %s: expected a whole number from %d to %d".formatted(name, shown(given.get()), least,
        most), name);
  }

  /**
   * {@return a finite number of the query, if it is given}
   *
   * @param name its name
   * @throws Problem 422 if it is not a finite number
   */
  public Optional<Double> number(String name) {
    return query(name).map(given -> finite(name, given));
  }

  /**
   * {@return finite numbers of the query, separated by commas, if they are given}
   *
   * @param name their name
   * @param count how many there must be
   * @throws Problem 422 if they are not as many finite numbers
   */
  public Optional<double[]> numbers(String name, int count) {
    return query(name).map(given -> {
      String[] parts = given.split(",", -1);
      if (parts.length != count) {
        throw new Problem(422, "`%s` %s: expected %d numbers, separated by commas".formatted(name, shown(given), count),
            name);
      }
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = finite(name, parts[i]);
      }
      return values;
    });
  }

  private static double finite(String name, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // As a number that is not finite.
    }
    throw new Problem(422, "`%s` %s: expected a finite number".formatted(name, shown(text)), name);
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  /**
   * {@return the body}
   *
   * @param most the greatest accepted number of bytes
   * @throws Problem 413 if it is longer
   * @throws IOException if reading fails
   */
  public byte[] body(int most) throws IOException {
    byte[] bytes = http.getRequestBody().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new Problem(413, "the body is longer than %,d bytes".formatted(most));
    }
    return bytes;
  }

  /**
   * {@return the body as JSON}
   *
   * @param most the greatest accepted number of bytes
   * @throws Problem 413 if it is longer, 415 if it is not said to be JSON, 400 if it is not a JSON object
   * @throws IOException if reading fails
   */
  public JsonNode json(int most) throws IOException {
    requireType("application/json");
    byte[] bytes = body(most);
    try {
      JsonNode tree = Json.MAPPER.readTree(bytes);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      throw new Problem(400, "the body is not JSON: " + firstLine(e.getOriginalMessage()));
    }
    throw new Problem(400, "the body is not a JSON object");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /**
   * Requires a type of the body. A page of another site can send a body only of types that need no permission; none of
   * those is accepted.
   *
   * @param type such as "application/json"
   * @throws Problem 415 if it is another one
   */
  public void requireType(String type) {
    String given = http.getRequestHeaders().getFirst("Content-Type");
    if (given == null || !given.split(";", 2)[0].trim().equalsIgnoreCase(type)) {
      throw new Problem(415, "the body is of type %s: expected %s".formatted(given == null ? "none" : shown(given),
          type));
    }
  }

  /**
   * Sets a header of the answer.
   *
   * @param name its name
   * @param value its value
   */
  public void header(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  /**
   * Answers with JSON.
   *
   * @param content what it says
   * @throws IOException if writing fails
   */
  public void sendJson(Object content) throws IOException {
    send(200, "application/json", Json.MAPPER.writeValueAsBytes(content));
  }

  /**
   * Answers with bytes.
   *
   * @param type their type
   * @param content the bytes
   * @throws IOException if writing fails
   */
  public void send(String type, byte[] content) throws IOException {
    send(200, type, content);
  }

  private void send(int status, String type, byte[] content) throws IOException {
    send(http, status, type, content);
  }

  static void send(HttpExchange http, int status, String type, byte[] content) throws IOException {
    http.getResponseHeaders().set("Content-Type", type);
    if (http.getRequestMethod().equals("HEAD") || content.length == 0) {
      http.sendResponseHeaders(status, -1);
      return;
    }
    http.sendResponseHeaders(status, content.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(content);
    }
  }

  /**
   * Answers with another address.
   *
   * @param address the address
   * @throws IOException if writing fails
   */
  public void sendTo(String address) throws IOException {
    header("Location", address);
    http.sendResponseHeaders(302, -1);
  }

  /**
   * Answers with bytes whose number is not known yet; the caller closes the stream.
   *
   * @param type their type
   * @return where to write them
   * @throws IOException if writing fails
   */
  public OutputStream sendStream(String type) throws IOException {
    header("Content-Type", type);
    http.sendResponseHeaders(200, 0);
    return new BufferedOutputStream(http.getResponseBody(), BUFFER);
  }

  boolean isAnswered() {
    return http.getResponseCode() != -1;
  }
}
