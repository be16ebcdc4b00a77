package dev.millrace.serve.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request and its answer. A handler answers once, by one of the methods whose names begin with "send". */
public final class Exchange {
  /** The type of binary answers. */
  public static final String BYTES = "application/octet-stream";
  private static final int BUFFER = 1 << 16;
  private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\";\\s]*)");

  private final HttpExchange http;
  private final Context context;
  private final Map<String, String> path;
  private @Nullable Map<String, String> query;

  Exchange(HttpExchange http, Context context, Map<String, String> path) {
    this.http = http;
    this.context = context;
    this.path = path;
  }

  /**
   * What a request has from its server.
   *
   * @param id its name in logs and answers
   * @param json reads its body
   * @param limits those of the server
   * @param arrival the arrival of its body
   * @param answer where the answer is written
   * @param memory what its body takes
   * @param notes what its line in the access log says
   */
  record Context(String id, Json json, Limits limits, Arrival arrival, AnswerStream answer, BodyMemory.Part memory,
      Map<String, Object> notes) {}

  static Map<String, String> parsed(@Nullable String raw) {
    Map<String, String> values = new LinkedHashMap<>();
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
   * @throws Problem 400 if a parameter is given twice, or an escape is not valid
   */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query().get(name)).filter(value -> !value.isEmpty());
  }

  private Map<String, String> query() {
    if (query == null) {
      query = parsed(http.getRequestURI().getRawQuery());
    }
    return query;
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

  /** {@return the name of the request in logs and answers: the trace-id of its {@code traceparent}, or a random one} */
  public String id() {
    return context.id;
  }

  /**
   * {@return a header of the request, if it is given}
   *
   * @param name its name
   */
  public Optional<String> given(String name) {
    return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
  }

  /**
   * Adds a member to the line of this request in the access log.
   *
   * @param name its name, such as "rows"
   * @param value a number or a short text
   */
  public void note(String name, Object value) {
    context.notes.put(name, value);
  }

  /**
   * {@return the type that the client likes best of those that there are, by its header {@code Accept}}
   *
   * @param types the types that there are; the first one is that of clients that like all of them alike
   * @throws Problem 406 if it accepts none of them
   */
  public String accepted(List<String> types) {
    List<String> given = http.getRequestHeaders().getOrDefault("Accept", List.of());
    return Accept.best(given, types);
  }

  /**
   * {@return the body}
   *
   * @throws Problem 413 if it is longer than the server takes
   * @throws IOException if reading fails
   */
  public byte[] body() throws IOException {
    return body(context.limits.bodyBytes(), "--max-body");
  }

  /**
   * {@return the body}
   *
   * @param most the greatest accepted number of bytes
   * @throws Problem 413 if it is longer
   * @throws IOException if reading fails
   */
  public byte[] body(int most) throws IOException {
    return body(most, "");
  }

  private byte[] body(int most, String flag) throws IOException {
    String coding = http.getRequestHeaders().getFirst("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new Problem(415, "the body is encoded as %s: expected no Content-Encoding".formatted(shown(coding)));
    }
    long said = length();
    byte[] bytes = said > most ? new byte[0] : read(most + 1, said);
    if (Math.max(said, bytes.length) > most) {
      throw new Problem(413, "the body is longer than %,d bytes".formatted(most)).withFlag(flag);
    }
    return bytes;
  }

  /** How many bytes the body has as the headers say; -1 if they do not. The JDK's server has checked that it is a number. */
  private long length() {
    String said = http.getRequestHeaders().getFirst("Content-Length");
    return said == null ? -1 : Long.parseLong(said);
  }

  /** At most so many bytes. A body that says its length needs no greater buffer. */
  private byte[] read(int most, long said) throws IOException {
    if (said < 0 || said > BUFFER) {
      return context.arrival.await(() -> http.getRequestBody().readNBytes(most));
    }
    byte[] bytes = new byte[(int) said];
    return context.arrival.await(() -> {
      int count = http.getRequestBody().readNBytes(bytes, 0, bytes.length);
      return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    });
  }

  /**
   * {@return the body as JSON}
   *
   * @throws Problem 413 if it is longer than the server takes, 415 if it is not said to be JSON, 400 if it is not a JSON
   *     object
   * @throws IOException if reading fails
   */
  public JsonNode json() throws IOException {
    requireType("application/json");
    return context.json.object(body());
  }

  /**
   * {@return the body, a JSON object, as a record: strictly, without members that the record does not have, and without
   * parameters in the address, which would have no effect}
   *
   * @param type the record; {@link Field} says what its components may be
   * @param <R> the record
   * @throws Problem as {@link #json()}, and 400 with the field that is missing, unknown, wrong, or in the address
   * @throws IOException if reading fails
   */
  public <R extends Record> R json(Class<R> type) throws IOException {
    Optional<String> stray = query().keySet().stream().findFirst().map(Shown::cut);
    if (stray.isPresent()) {
      throw new Problem(400, "`%s`: is in the address; expected it as a member of the JSON object of the body"
          .formatted(stray.get()), stray.get());
    }
    return RecordReader.read(json(), type);
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
    return context.json.object(body(most));
  }

  /**
   * {@return the body as by {@link #json(Class)}, if it is not too long}
   *
   * @param most the greatest accepted number of bytes
   * @param type the record
   * @param <R> the record
   * @throws Problem as {@link #json(Class)}
   * @throws IOException if reading fails
   */
  public <R extends Record> R json(int most, Class<R> type) throws IOException {
    return RecordReader.read(json(most), type);
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
    Matcher charset = CHARSET.matcher(given);
    if (charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
      throw new Problem(415, "the body is in %s: expected utf-8".formatted(shown(charset.group(1))));
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

  /**
   * Answers with bytes and another status than 200.
   *
   * @param status the status
   * @param type their type
   * @param content the bytes
   * @throws IOException if writing fails
   */
  public void send(int status, String type, byte[] content) throws IOException {
    header("Content-Type", type);
    if (http.getRequestMethod().equals("HEAD") || content.length == 0) {
      if (content.length > 0) {
        header("Content-Length", Integer.toString(content.length));
      }
      http.sendResponseHeaders(status, -1);
      return;
    }
    http.sendResponseHeaders(status, content.length);
    context.answer.write(content);
    context.answer.close();
  }

  /** Answers with a problem, unless there is an answer already. */
  void send(Problem problem) throws IOException {
    if (!isAnswered()) {
      problem.putInto(http.getResponseHeaders());
      send(problem.status(), Problem.TYPE, Json.MAPPER.writeValueAsBytes(problem.members()));
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
   * Answers with bytes whose number is not known yet; the caller closes the stream. If something fails meanwhile, the client
   * learns it only from what it has read: use {@link #sendStream(String, Body)} where it must not take a part for the whole.
   *
   * @param type their type
   * @return where to write them
   * @throws IOException if writing fails
   */
  public OutputStream sendStream(String type) throws IOException {
    header("Content-Type", type);
    if (http.getRequestMethod().equals("HEAD")) {
      http.sendResponseHeaders(200, -1);
      return OutputStream.nullOutputStream();
    }
    http.sendResponseHeaders(200, 0);
    return new BufferedOutputStream(context.answer, BUFFER);
  }

  /** What writes an answer. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes. It blocks while the client does not read.
     *
     * @param out where to write
     * @throws IOException if the client has gone
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Answers with bytes whose number is not known yet. If writing them fails, whatever the reason, the connection is cut,
   * so that the client does not take a part for the whole.
   *
   * @param type their type
   * @param body writes them
   * @throws IOException if the client has gone
   */
  public void sendStream(String type, Body body) throws IOException {
    OutputStream out = sendStream(type);
    boolean whole = false;
    try {
      body.writeTo(out);
      out.close();
      whole = true;
    } finally {
      if (!whole) {
        context.answer.cut();
      }
    }
  }

  boolean isAnswered() {
    return http.getResponseCode() != -1;
  }
}
