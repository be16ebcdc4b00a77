package dev.millrace.serve.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tokens: who may do what, and files of them that change. */
@Timeout(60)
class AccessTests {
  private static final String USER = "user-token-0123456789";
  private static final String OTHER = "other+token/0123456789==";
  private static final String ADMINISTRATOR = "administrator-0123456789";

  @TempDir
  private Path folder = Path.of("");
  private final List<String> warnings = new ArrayList<>();

  private TokenFile file(String name, String content) throws IOException {
    return TokenFile.read(Files.writeString(folder.resolve(name), content), warnings::add);
  }

  private Server server(Access access) throws IOException {
    return Server.start(ServerOptions.ofPort(0).withAccess(access), new Router()
        .add("GET", "/user", exchange -> exchange.sendJson(Map.of()))
        .add(Route.of("GET", "/anybody", exchange -> exchange.sendJson(Map.of())).forRole(Role.ANYBODY))
        .add(Route.of("GET", "/administrator", exchange -> exchange.sendJson(Map.of())).forRole(Role.ADMINISTRATOR)),
        new Server.Watchers(fault -> {
          throw new IllegalStateException(fault);
        }));
  }

  private static int status(Server server, String path, String token) throws IOException {
    return Raw.status(token.isEmpty()
        ? Raw.get(server.port(), path)
        : Raw.get(server.port(), path, "Authorization: Bearer " + token));
  }

  @Test
  void rolesHaveTheirRoutes() throws IOException {
    Access access = new Access(Optional.of(file("users", "# people\n\n" + USER + "\n  " + OTHER + "  \n")),
        Optional.of(file("administrators", ADMINISTRATOR + "\n")));
    try (Server server = server(access)) {
      assertEquals(200, status(server, "/anybody", ""));
      assertEquals(200, status(server, "/anybody", "wrong"));
      for (String token : List.of(USER, OTHER, ADMINISTRATOR)) {
        assertEquals(200, status(server, "/user", token));
      }
      for (String token : List.of("", "wrong", USER + "x", USER.substring(1), "#", "people", USER + " " + OTHER)) {
        assertEquals(401, status(server, "/user", token), token);
        assertEquals(401, status(server, "/administrator", token), token);
      }
      assertEquals(403, status(server, "/administrator", USER));
      assertEquals(200, status(server, "/administrator", ADMINISTRATOR));
      String refused = Raw.get(server.port(), "/user", "Authorization: Basic " + USER);
      assertEquals("Bearer realm=\"millrace\"", Raw.header(refused, "WWW-Authenticate"));
      assertTrue(refused.contains("\"flag\":\"--token-file\""), refused);
      assertFalse(refused.contains(folder.toString()), refused);
      assertEquals(200, Raw.status(Raw.get(server.port(), "/user", "Authorization: bearer   " + USER)));
      // With tokens, the name of the host does not matter; without, DNS rebinding is refused.
      assertEquals(200, Raw.status(Raw.answer(server.port(), "GET /user HTTP/1.1\r\nHost: models.example.org\r\n"
          + "Authorization: Bearer " + USER + "\r\nConnection: close\r\n\r\n")));
    }
    try (Server server = server(Access.OPEN)) {
      assertEquals(200, status(server, "/administrator", ""));
      assertEquals(403, Raw.status(
          Raw.answer(server.port(), "GET /user HTTP/1.1\r\nHost: models.example.org\r\nConnection: close\r\n\r\n")));
    }
  }

  @Test
  void eitherFileMayBeMissing() throws IOException {
    try (Server server = server(new Access(Optional.of(file("users", USER)), Optional.empty()))) {
      assertEquals(200, status(server, "/administrator", USER));
      assertEquals(401, status(server, "/administrator", ""));
    }
    try (Server server = server(new Access(Optional.empty(), Optional.of(file("only", ADMINISTRATOR))))) {
      assertEquals(200, status(server, "/user", ""));
      assertEquals(401, status(server, "/administrator", ""));
      assertEquals(200, status(server, "/administrator", ADMINISTRATOR));
      // What needs no token is still protected from other sites.
      assertEquals(403, Raw.status(
          Raw.answer(server.port(), "GET /user HTTP/1.1\r\nHost: models.example.org\r\nConnection: close\r\n\r\n")));
    }
  }

  @Test
  void filesThatChangeAreReadAgain() throws IOException {
    TokenFile tokens = file("tokens", USER + "\n");
    Files.writeString(folder.resolve("tokens"), OTHER + "\n" + ADMINISTRATOR);
    tokens.reload();
    assertFalse(tokens.contains(USER));
    assertTrue(tokens.contains(OTHER));
    assertEquals(2, tokens.size());
    // A damaged one leaves things as they are, and is said once.
    for (String damaged : List.of("short", "", OTHER + "\nwith space 0123456789")) {
      warnings.clear();
      Files.writeString(folder.resolve("tokens"), damaged);
      tokens.reload();
      tokens.reload();
      assertTrue(tokens.contains(OTHER), damaged);
      assertEquals(1, warnings.size(), damaged);
      assertTrue(warnings.getFirst().endsWith("; the tokens read before stay valid"), warnings.getFirst());
      assertFalse(warnings.getFirst().contains("0123456789"), warnings.getFirst());
    }
    warnings.clear();
    Files.delete(folder.resolve("tokens"));
    tokens.reload();
    assertTrue(tokens.contains(OTHER));
    assertEquals(1, warnings.size());
    Files.writeString(folder.resolve("tokens"), USER);
    tokens.reload();
    assertTrue(tokens.contains(USER));
    assertFalse(tokens.contains(OTHER));
  }

  @Test
  void aChangeIsSeenWithoutAnyCall() throws IOException, InterruptedException {
    TokenFile tokens = file("tokens", USER);
    Files.writeString(folder.resolve("tokens"), OTHER);
    long end = System.nanoTime() + 10_000_000_000L;
    while (!tokens.contains(OTHER) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertTrue(tokens.contains(OTHER));
    assertFalse(tokens.contains(USER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# none\n", "fifteen-letters", "with space 0123456789", "umlaut-\u00e4-0123456789"})
  void filesWithoutTokensAreRefused(String content) throws IOException {
    String message = assertThrows(InvalidInputException.class, () -> file("tokens", content)).getMessage();
    assertTrue(message.startsWith(folder.resolve("tokens").toString()), message);
    assertEquals(1, message.lines().count());
    Files.write(folder.resolve("tokens"), new byte[]{(byte) 0xff, 'a', 'b'});
    assertThrows(InvalidInputException.class, () -> TokenFile.read(folder.resolve("tokens"), warnings::add));
    Files.writeString(folder.resolve("tokens"), "x".repeat(257), StandardCharsets.US_ASCII);
    assertThrows(InvalidInputException.class, () -> TokenFile.read(folder.resolve("tokens"), warnings::add));
  }

  @Test
  void otherMachinesNeedTokensAndTls() throws IOException {
    InetAddress any = ServerOptions.address("0.0.0.0");
    Access closed = new Access(Optional.of(file("users", USER)), Optional.empty());
    Limits limits = Limits.DEFAULTS;
    String tokens = assertThrows(InvalidInputException.class,
        () -> new ServerOptions(any, 0, Optional.empty(), true, Access.OPEN, limits)).getMessage();
    assertTrue(tokens.contains("`token-file`"), tokens);
    // Tokens for administration alone leave the rest open.
    Access half = new Access(Optional.empty(), closed.users());
    assertThrows(InvalidInputException.class, () -> new ServerOptions(any, 0, Optional.empty(), true, half, limits));
    String tls = assertThrows(InvalidInputException.class,
        () -> new ServerOptions(any, 0, Optional.empty(), false, closed, limits)).getMessage();
    assertTrue(tls.contains("`tls-cert`") && tls.contains("`insecure`"), tls);
    assertEquals(any, new ServerOptions(any, 0, Optional.empty(), true, closed, limits).address());
    assertThrows(InvalidInputException.class, () -> ServerOptions.address("no.such.host.invalid"));
    assertThrows(InvalidInputException.class, () -> ServerOptions.ofPort(70_000));
  }
}
