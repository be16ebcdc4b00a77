package dev.millrace.serve.http;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that cannot be answered, as problem details (RFC 9457). */
public final class Problem extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String field;

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
    super(detail);
    this.status = status;
    this.field = field;
  }

  /** {@return the HTTP status} */
  public int status() {
    return status;
  }

  /** {@return the name of the value that is wrong; empty if it is not a single one} */
  public String field() {
    return field;
  }

  /** {@return the members of the problem details} */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("title", title(status));
    members.put("status", status);
    members.put("detail", getMessage());
    if (!field.isEmpty()) {
      members.put("field", field);
    }
    return members;
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 403 -> "Forbidden";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 409 -> "Conflict";
      case 413 -> "Content too large";
      case 415 -> "Unsupported media type";
      case 422 -> "Unprocessable content";
      case 503 -> "Service unavailable";
      default -> "Internal error";
    };
  }
}
