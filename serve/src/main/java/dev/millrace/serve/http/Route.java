package dev.millrace.serve.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A route: which requests it takes, who may use it, what answers them, and what the OpenAPI document says of it.
 *
 * @param method such as "GET", which takes HEAD too
 * @param template the path, such as "/runs/{run}/field"; a placeholder is a whole segment. A last segment {@code {file*}}
 *     takes all segments that are left
 * @param handler answers the requests
 * @param role who may use it
 * @param summary one line that says what it does; empty if the OpenAPI document leaves it out
 * @param body the record that the JSON of the body is read into; empty if there is no body
 * @param answers the types of its answers; the first is the usual one
 */
public record Route(String method, String template, Handler handler, Role role, String summary,
    Optional<Class<? extends Record>> body, List<Answer> answers) {

  /**
   * A type of answer.
   *
   * @param type such as "text/csv"
   * @param content the record whose members it has, for JSON; empty if it is no JSON
   */
  public record Answer(String type, Optional<Class<? extends Record>> content) {}

  /**
   * A route for users, which the OpenAPI document leaves out.
   *
   * @param method such as "GET"
   * @param template the path
   * @param handler answers the requests
   * @return the route
   */
  public static Route of(String method, String template, Handler handler) {
    return new Route(method, template, handler, Role.USER, "", Optional.empty(), List.of());
  }

  /**
   * {@return this route for others}
   *
   * @param role who may use it
   */
  public Route forRole(Role role) {
    return new Route(method, template, handler, role, summary, body, answers);
  }

  /**
   * {@return this route, in the OpenAPI document}
   *
   * @param summary one line that says what it does
   */
  public Route says(String summary) {
    return new Route(method, template, handler, role, summary, body, answers);
  }

  /**
   * {@return this route with a body}
   *
   * @param body the record that {@link Exchange#json(Class)} reads the JSON into
   */
  public Route takes(Class<? extends Record> body) {
    return new Route(method, template, handler, role, summary, Optional.of(body), answers);
  }

  /**
   * {@return this route with an answer in JSON}
   *
   * @param content the record whose members it has
   */
  public Route givesJson(Class<? extends Record> content) {
    return with(List.of(new Answer("application/json", Optional.of(content))));
  }

  /**
   * {@return this route with answers of other types}
   *
   * @param types such as "text/csv"
   */
  public Route gives(String... types) {
    return with(Arrays.stream(types).map(type -> new Answer(type, Optional.empty())).toList());
  }

  private Route with(List<Answer> more) {
    List<Answer> all = new ArrayList<>(answers);
    all.addAll(more);
    return new Route(method, template, handler, role, summary, body, List.copyOf(all));
  }

  List<String> segments() {
    return Router.segments(template);
  }
}
