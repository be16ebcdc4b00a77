package dev.millrace.serve.http;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.sun.net.httpserver.Headers;

/** A request that cannot be answered, as problem details (RFC 9457). */
public final class Problem extends RuntimeException {
  /** The type of the answers. */
  public static final String TYPE = "application/problem+json";
  @Serial
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 800;

  private final int status;
  private final String field;
  private final String flag;
  private final String reason;
  private final int retryAfter;
  private final String allowed;

  /**
   * A problem that is not one of a single field.
   *
   * @param status the HTTP status, 400 to 599
   * @param detail one line for the user
   */
  public Problem(int status, String detail) {
    this(status, detail, "");
  }

  /**
   * A problem.
   *
   * @param status the HTTP status, 400 to 599
   * @param detail one line for the user
   * @param field the name of the value that is wrong; empty if it is not a single one
   */
  public Problem(int status, String detail, String field) {
    this(status, detail, field, "", "", 0, "");
  }

  private Problem(int status, String detail, String field, String flag, String reason, int retryAfter,
      String allowed) {
    super(oneLine(detail));
    this.status = status;
    this.field = oneLine(field);
    this.flag = flag;
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.allowed = allowed;
  }

  /**
   * {@return the same problem, which a limit caused}
   *
   * @param flag the option of the command that sets the limit, such as "--max-body"
   */
  public Problem withFlag(String flag) {
    return new Problem(status, getMessage(), field, flag, reason, retryAfter, allowed);
  }

  /**
   * {@return the same problem, counted under a word of its own}
   *
   * @param reason a word for the count of requests that are refused, such as "queue"; without it, that of the status
   */
  public Problem withReason(String reason) {
    return new Problem(status, getMessage(), field, flag, reason, retryAfter, allowed);
  }

  /**
   * {@return the same problem, which will pass}
   *
   * @param seconds after which the client should ask again, at least 1
   */
  public Problem withRetryAfter(int seconds) {
    return new Problem(status, getMessage(), field, flag, reason, seconds, allowed);
  }

  /** {@return the same problem, of a method that a path does not have} */
  Problem withAllowed(Set<String> methods) {
    return new Problem(status, getMessage(), field, flag, reason, retryAfter, String.join(", ", methods));
  }

  /** Sets the headers that belong to it. */
  void putInto(Headers headers) {
    if (retryAfter > 0) {
      headers.set("Retry-After", Integer.toString(retryAfter));
    }
    if (!allowed.isEmpty()) {
      headers.set("Allow", allowed);
    }
    if (status == 401) {
      headers.set("WWW-Authenticate", "Bearer realm=\"millrace\"");
    }
  }

  /** What a client sent may be in a text; it is shown without control characters and halves of pairs, and not at any length. */
  private static String oneLine(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replaceAll("\\p{Cc}", "\ufffd");
  }

  /** {@return the HTTP status} */
  public int status() {
    return status;
  }

  /** {@return the name of the value that is wrong; empty if it is not a single one} */
  public String field() {
    return field;
  }

  /** {@return the option that sets the limit; empty if none does} */
  public String flag() {
    return flag;
  }

  /** {@return seconds after which the client should ask again; 0 if waiting does not help} */
  public int retryAfter() {
    return retryAfter;
  }

  /** {@return the word under which it is counted} */
  String reason() {
    return reason.isEmpty() ? title(status).toLowerCase(Locale.ROOT).replace(' ', '_') : reason;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** {@return the members of the problem details} */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", title(status));
    members.put("status", status);
    members.put("detail", getMessage());
    if (!field.isEmpty()) {
      members.put("field", field);
    }
    if (!flag.isEmpty()) {
      members.put("flag", flag);
    }
    return members;
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 406 -> "Not acceptable";
      case 408 -> "Request timeout";
      case 409 -> "Conflict";
      case 413 -> "Content too large";
      case 415 -> "Unsupported media type";
      case 422 -> "Unprocessable content";
      case 429 -> "Too many requests";
      case 431 -> "Request header fields too large";
      case 503 -> "Service unavailable";
      case 504 -> "Gateway timeout";
      default -> "Internal error";
    };
  }
}
