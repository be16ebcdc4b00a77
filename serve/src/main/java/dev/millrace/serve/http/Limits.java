package dev.millrace.serve.http;

import dev.millrace.flow.InvalidInputException;

/**
 * What a server takes from its clients. The limits of connections and of slow clients are those of the JDK's HTTP server:
 * they hold for the whole process, as the first server sets them.
 *
 * @param bodyBytes the greatest length of a body, 1 to 1 GiB
 * @param headerBytes the greatest length of the request line and all headers, 1 KiB to 256 KiB
 * @param jsonDepth the greatest depth of objects and arrays in a JSON body, 1 to 1,000
 * @param jsonText the greatest length of a string in a JSON body, in characters, 1 to 100 million
 * @param requests how many requests are answered at once, at least 1
 * @param connections how many connections are open at once, at least 1; further ones are closed
 * @param requestSeconds within which a request, with its body, must have arrived, at least 1
 * @param idleSeconds after which an idle connection is closed, at least 1
 * @param writeSeconds within which a client must take 64 KiB of an answer, at least 1
 */
public record Limits(int bodyBytes, int headerBytes, int jsonDepth, int jsonText, int requests, int connections,
    int requestSeconds, int idleSeconds, int writeSeconds) {
  /** The usual limits. */
  public static final Limits DEFAULTS = new Limits(4 << 20, 16 << 10, 16, 1 << 16, 256, 4096, 60, 60, 30);
  private static final int MOST = 1 << 30;
  /** Seconds for the answer to a body that is late. */
  private static final int FOR_ANSWER = 2;

  /** Checks the values. */
  public Limits {
    require("max-body", bodyBytes, 1, MOST);
    require("max-header", headerBytes, 1 << 10, 256 << 10);
    require("max-json-depth", jsonDepth, 1, 1000);
    require("max-json-text", jsonText, 1, 100_000_000);
    require("max-requests", requests, 1, MOST);
    require("max-connections", connections, 1, MOST);
    require("request-timeout", requestSeconds, 1, 86_400);
    require("idle-timeout", idleSeconds, 1, 86_400);
    require("write-timeout", writeSeconds, 1, 86_400);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidInputException("`%s` %d: expected %d to %d".formatted(name, value, least, most));
    }
  }

  /**
   * {@return these limits with others for requests}
   *
   * @param body the greatest length of a body, in bytes
   * @param header the greatest length of all headers, in bytes
   * @param depth the greatest depth of JSON
   * @param text the greatest length of a string in JSON, in characters
   */
  public Limits withSizes(int body, int header, int depth, int text) {
    return new Limits(body, header, depth, text, requests, connections, requestSeconds, idleSeconds, writeSeconds);
  }

  /**
   * {@return these limits with others for what happens at once}
   *
   * @param atOnce how many requests are answered at once
   * @param open how many connections are open at once
   */
  public Limits withCounts(int atOnce, int open) {
    return new Limits(bodyBytes, headerBytes, jsonDepth, jsonText, atOnce, open, requestSeconds, idleSeconds,
        writeSeconds);
  }

  /**
   * {@return these limits with others for slow clients}
   *
   * @param request seconds for a request to arrive
   * @param idle seconds after which an idle connection is closed
   * @param write seconds for a client to take 64 KiB
   */
  public Limits withTimes(int request, int idle, int write) {
    return new Limits(bodyBytes, headerBytes, jsonDepth, jsonText, requests, connections, request, idle, write);
  }

  /** Gives the limits that the JDK's server keeps to it. It reads them once, when the first server is made. */
  void applyToProcess() {
    // Longer headers than ours are answered by us; far longer ones are not read.
    set("sun.net.httpserver.maxReqHeaderSize", Math.max(4 * headerBytes, 128 << 10));
    // A body that is late is answered by us; then the connection is closed.
    set("sun.net.httpserver.maxReqTime", requestSeconds + FOR_ANSWER);
    set("sun.net.httpserver.idleInterval", idleSeconds);
    set("jdk.httpserver.maxConnections", connections);
    set("sun.net.httpserver.maxIdleConnections", connections);
    // A client that sends a body that is too long must be able to read why, so the rest of it is read and dropped.
    set("sun.net.httpserver.drainAmount", 8 << 20);
    set("sun.net.httpserver.nodelay", "true");
  }

  private static void set(String property, Object value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value.toString());
    }
  }
}
