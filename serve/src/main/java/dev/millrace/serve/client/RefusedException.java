package dev.millrace.serve.client;

import java.io.IOException;
import java.io.Serial;

/** A request that a service does not answer, with what it says of the reason. */
public final class RefusedException extends IOException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String field;
  private final String flag;

  RefusedException(int status, String detail, String field, String flag) {
    super(detail.isEmpty() ? "the service answers with status " + status : detail);
    this.status = status;
    this.field = field;
    this.flag = flag;
  }

  /** {@return the HTTP status} */
  public int status() {
    return status;
  }

  /** {@return the name of the value that is wrong; empty if it is not a single one} */
  public String field() {
    return field;
  }

  /** {@return the option of the service that sets the limit; empty if none does} */
  public String flag() {
    return flag;
  }
}
