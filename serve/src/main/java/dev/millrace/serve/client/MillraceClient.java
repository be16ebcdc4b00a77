package dev.millrace.serve.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import dev.millrace.flow.io.Npy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a service. Requests that it cannot take at the moment (429, 503), and those that do not reach it, are sent again
 * after the time that it says. A client may be used by any number of threads.
 */
public final class MillraceClient implements AutoCloseable {
  private static final int LONGEST_PROBLEM = 1 << 16;
  private static final double FIRST_PAUSE = 0.1;

  private final HttpClient http;
  private final URI address;
  private final Optional<String> token;
  private final Patience patience;

  private MillraceClient(HttpClient http, URI address, Optional<String> token, Patience patience) {
    this.http = http;
    this.address = address;
    this.token = token;
    this.patience = patience;
  }

  /**
   * {@return a client of a service}
   *
   * @param address such as http://127.0.0.1:8080
   */
  public static MillraceClient of(URI address) {
    // A service speaks HTTP/1.1; the offer of HTTP/2 would be a header for nothing.
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Patience.DEFAULTS.connecting()).build();
    return new MillraceClient(http, address, Optional.empty(), Patience.DEFAULTS);
  }

  /**
   * {@return the same client with a token}
   *
   * @param secret the token
   */
  public MillraceClient withToken(String secret) {
    return new MillraceClient(http, address, Optional.of(secret), patience);
  }

  /**
   * {@return the same client with another HTTP client, such as one that trusts a certificate}
   *
   * @param other the HTTP client, which this one closes
   */
  public MillraceClient withHttp(HttpClient other) {
    return new MillraceClient(other, address, token, patience);
  }

  /**
   * {@return the same client with another patience}
   *
   * @param other how long it tries
   */
  public MillraceClient withPatience(Patience other) {
    return new MillraceClient(http, address, token, other);
  }

  /**
   * Samples of points or of images.
   *
   * @param model the name of the model
   * @param ask which samples
   * @return the samples
   * @throws RefusedException if the service refuses, or cannot in time
   * @throws IOException if the service is not reached, or the answer is cut off
   * @throws InterruptedException if the thread is interrupted
   */
  public Samples samples(String model, Ask ask) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = post(path(model) + "/sample", ask.body(), "application/x-npy");
    try (InputStream in = answer.body()) {
      return new Samples(Npy.read("the answer", in.readAllBytes()), Told.of(answer.headers()));
    }
  }

  /**
   * Samples one after the other, as they arrive: rows of any number, in little memory.
   *
   * @param model the name of the model
   * @param ask which samples
   * @param each takes a row: an object with its columns, or an array if they have no names
   * @return what the service tells with them
   * @throws RefusedException if the service refuses, or cannot in time
   * @throws IOException if the service is not reached, or the answer is cut off
   * @throws InterruptedException if the thread is interrupted
   */
  public Told rows(String model, Ask ask, Consumer<JsonNode> each) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = post(path(model) + "/sample", ask.body(), "application/x-ndjson");
    try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        each.accept(JsonMapper.shared().readTree(line));
      }
    } catch (JacksonException e) {
      throw new IOException("the answer has a line that is no JSON", e);
    }
    return Told.of(answer.headers());
  }

  /**
   * Samples in any of the forms that the service has.
   *
   * @param model the name of the model
   * @param ask which samples
   * @param type such as "text/csv" or "image/png"
   * @return the answer, which the caller closes; closing it early ends the work of the service
   * @throws RefusedException if the service refuses, or cannot in time
   * @throws IOException if the service is not reached
   * @throws InterruptedException if the thread is interrupted
   */
  public InputStream stream(String model, Ask ask, String type) throws IOException, InterruptedException {
    return post(path(model) + "/sample", ask.body(), type).body();
  }

  /**
   * {@return what a service says at a path, such as /v1/models or /v1/models/moons}
   *
   * @param path the path
   * @throws RefusedException if the service refuses, or cannot in time
   * @throws IOException if the service is not reached
   * @throws InterruptedException if the thread is interrupted
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return json(send(request(path, "application/json").GET().build()));
  }

  /**
   * {@return what a service answers to a JSON object, such as one for /v1/models/moons/likelihood}
   *
   * @param path the path
   * @param body what is sent, as an object of JSON
   * @throws RefusedException if the service refuses, or cannot in time
   * @throws IOException if the service is not reached
   * @throws InterruptedException if the thread is interrupted
   */
  public JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return json(post(path, body, "application/json"));
  }

  private HttpResponse<InputStream> post(String path, Object body, String type)
      throws IOException, InterruptedException {
    return send(request(path, type).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(body))).build());
  }

  private static JsonNode json(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      return JsonMapper.shared().readTree(in.readAllBytes());
    } catch (JacksonException e) {
      throw new IOException("the answer is no JSON", e);
    }
  }

  private static String path(String model) {
    return "/v1/models/" + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path, String type) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(address.resolve(path)).header("Accept", type)
        .timeout(patience.answering());
    token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
    return builder;
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
    Instant last = Instant.now().plus(patience.waiting());
    for (int attempt = 1;; attempt++) {
      @Nullable
      IOException failure = null;
      double pause = FIRST_PAUSE * (1 << Math.min(attempt, 10)) * ThreadLocalRandom.current().nextDouble(0.5, 1);
      try {
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() < 300) {
          return answer;
        }
        RefusedException refused = refused(answer);
        if (answer.statusCode() != 429 && answer.statusCode() != 503) {
          throw refused;
        }
        failure = refused;
        pause = Math.max(pause, answer.headers().firstValue("Retry-After").map(MillraceClient::seconds).orElse(0.0));
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
      Duration wait = Duration.ofNanos((long) (pause * 1e9));
      if (attempt == patience.attempts() || Instant.now().plus(wait).isAfter(last)) {
        throw failure;
      }
      Thread.sleep(wait);
    }
  }

  /** The seconds of a header Retry-After, which may also be a date. */
  private static double seconds(String text) {
    try {
      return text.matches("[0-9]{1,6}")
          ? Integer.parseInt(text)
          : Duration.between(Instant.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
              .toMillis() / 1000.0;
    } catch (DateTimeParseException _) {
      return 0;
    }
  }

  private static RefusedException refused(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      JsonNode problem = JsonMapper.shared().readTree(in.readNBytes(LONGEST_PROBLEM));
      return new RefusedException(answer.statusCode(), problem.path("detail").asString(""),
          problem.path("field").asString(""), problem.path("flag").asString(""));
    } catch (JacksonException _) {
      return new RefusedException(answer.statusCode(), "", "", "");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
