package dev.millrace.serve.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the handler of a request by its method and its path. Routes are tried in the order in which they were added. */
public final class Router {
  private final List<Route> routes = new ArrayList<>();

  /** A router without routes. */
  public Router() {
  }

  /**
   * A route with the values of the placeholders.
   *
   * @param route answers the request
   * @param values the decoded segments of the path, by the names of the placeholders
   */
  record Match(Route route, Map<String, String> values) {}

  /**
   * Adds a route for users.
   *
   * @param method such as "GET"
   * @param template the path, such as "/runs/{run}/field"; a placeholder is a whole segment. A last segment {@code {file*}}
   *     takes all segments that are left
   * @param handler answers the requests
   * @return this
   */
  public Router add(String method, String template, Handler handler) {
    return add(Route.of(method, template, handler));
  }

  /**
   * Adds a route.
   *
   * @param route the route
   * @return this
   */
  public Router add(Route route) {
    routes.add(route);
    return this;
  }

  /** {@return all routes, in the order in which they are tried} */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  static List<String> segments(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }

  /**
   * Finds the route of a request.
   *
   * @param method its method
   * @param rawPath its path, with escapes
   * @throws Problem 404 if there is no such path, 405 if there is one with other methods, 400 if an escape is not valid
   */
  Match find(String method, String rawPath) {
    List<String> path = segments(rawPath.isEmpty() ? "/" : rawPath);
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      Map<String, String> values = new LinkedHashMap<>();
      if (matches(route.segments(), path, values)) {
        if (route.method().equals(method.equals("HEAD") ? "GET" : method)) {
          return new Match(route, values);
        }
        methods.add(route.method());
      }
    }
    throw methods.isEmpty()
        ? new Problem(404, "there is no such page")
        : new Problem(405, "method %s: expected %s".formatted(method, String.join(" or ", methods)))
            .withAllowed(methods);
  }

  private static boolean matches(List<String> template, List<String> path, Map<String, String> values) {
    for (int i = 0; i < template.size(); i++) {
      String wanted = template.get(i);
      if (wanted.endsWith("*}") && i < path.size()) {
        values.put(wanted.substring(1, wanted.length() - 2), decoded(String.join("/", path.subList(i, path.size()))));
        return true;
      }
      if (i >= path.size()) {
        return false;
      }
      if (wanted.startsWith("{")) {
        values.put(wanted.substring(1, wanted.length() - 1), decoded(path.get(i)));
      } else if (!wanted.equals(path.get(i))) {
        return false;
      }
    }
    return template.size() == path.size();
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Problem(400, "the address is not valid: expected two hexadecimal digits after each %");
    }
  }
}
