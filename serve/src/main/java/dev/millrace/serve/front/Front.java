package dev.millrace.serve.front;

import java.nio.charset.StandardCharsets;

import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.OpenApi;
import dev.millrace.serve.http.PageFiles;
import dev.millrace.serve.http.Role;
import dev.millrace.serve.http.Route;
import dev.millrace.serve.http.Router;

/** Adds the routes that a service has beside its models. */
public final class Front {
  private static final String TITLE = "Millrace";
  /** Of the routes, whose first segment it is. */
  private static final String VERSION = "1";

  private Front() {
  }

  /**
   * Adds the routes: the page, which asks for a token itself; the OpenAPI document of all routes of the router; the
   * figures, which are for administrators.
   *
   * @param router what they are added to
   * @param metrics the figures
   * @param access the tokens
   * @return the router
   */
  public static Router addTo(Router router, Metrics metrics, Access access) {
    PageFiles page = new PageFiles(Front.class);
    return router
        .add(Route.of("GET", "/openapi.json", exchange -> exchange.sendJson(OpenApi.of(TITLE, VERSION, router, access)))
            .forRole(Role.ANYBODY).says("This document.").gives("application/json"))
        .add(Route.of("GET", "/metrics",
            exchange -> exchange.send(Metrics.TYPE, metrics.text().getBytes(StandardCharsets.UTF_8)))
            .forRole(Role.ADMINISTRATOR).says("The figures, for Prometheus.").gives("text/plain"))
        .add(Route.of("GET", "/", exchange -> page.send(exchange, "")).forRole(Role.ANYBODY))
        .add(Route.of("GET", "/page/{file*}", exchange -> page.send(exchange, exchange.path("file")))
            .forRole(Role.ANYBODY));
  }
}
