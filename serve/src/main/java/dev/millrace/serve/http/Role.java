package dev.millrace.serve.http;

/** Who may use a route. */
public enum Role {
  /** Anybody, such as a probe that asks whether the server lives. */
  ANYBODY,
  /** Who has a token, if the server has tokens. */
  USER,
  /** Who has a token for administration, if the server has such tokens; else as {@link #USER}. */
  ADMINISTRATOR
}
