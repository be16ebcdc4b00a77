package dev.millrace.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class TlsTests {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

  @TempDir
  private static Path folder = Path.of("");

  /** Certificates of localhost by each kind of key, made by the JDK's keytool. */
  @BeforeAll
  static void makeCertificates() throws Exception {
    Map<String, Process> running = new LinkedHashMap<>();
    for (String kind : KINDS) {
      running.put(kind, new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
          "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "a", "-keyalg", kind, "-dname", "CN=localhost", "-ext",
          "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2", "-keystore", folder.resolve(kind + ".p12").toString(),
          "-storetype", "PKCS12", "-storepass", new String(PASSWORD)).inheritIO().start());
    }
    for (String kind : KINDS) {
      assertEquals(0, running.get(kind).waitFor());
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(folder.resolve(kind + ".p12"))) {
        keys.load(in, PASSWORD);
      }
      Files.writeString(cert(kind), pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
      Files.writeString(key(kind), pem("PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
    }
  }

  private static Path cert(String kind) {
    return folder.resolve(kind + ".crt");
  }

  private static Path key(String kind) {
    return folder.resolve(kind + ".key");
  }

  private static String pem(String name, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(name, Base64.getMimeEncoder(64, new byte[]{'\n'})
        .encodeToString(content), name);
  }

  private static SSLContext context(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate known = java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      trusted.setCertificateEntry("a", known);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static HttpClient trusting(Path certificate) throws Exception {
    return HttpClient.newBuilder().sslContext(context(certificate)).build();
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void clientsThatTrustTheCertificateAreServed(String kind) throws Exception {
    byte[] large = new byte[3 << 20];
    new java.util.Random(1).nextBytes(large);
    try (Server server = Server.start(ServerOptions.ofPort(0).withTls(Tls.read(cert(kind), key(kind), _ -> {})),
        new Router()
            .add("POST", "/bytes", exchange -> exchange.send(Exchange.BYTES, exchange.body())),
        new Server.Watchers(f -> {
          throw new IllegalStateException(f);
        }));
        HttpClient client = trusting(cert(kind))) {
      assertTrue(server.url().startsWith("https://127.0.0.1:"), server.url());
      HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(URI.create(server.url() + "/bytes"))
          .POST(HttpRequest.BodyPublishers.ofByteArray(large)).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(200, answer.statusCode());
      org.junit.jupiter.api.Assertions.assertArrayEquals(large, answer.body());
      // Who speaks plain HTTP learns nothing, and others are served on.
      try (Socket socket = Raw.connect(server.port())) {
        Raw.write(socket, "GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n");
        assertFalse(new String(readQuietly(socket), StandardCharsets.ISO_8859_1).contains("HTTP"));
      }
      assertEquals(405, client.send(HttpRequest.newBuilder(URI.create(server.url() + "/bytes")).build(),
          HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  /** The watchdog answers on another thread than the one that waits for the body. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bodiesThatAreLateAreAnswered(String version) throws Exception {
    // The JDK's server takes its limits from the first server of the process.
    Limits.DEFAULTS.applyToProcess();
    try (Server server = Server.start(ServerOptions.ofPort(0).withTls(Tls.read(cert("EC"), key("EC"), _ -> {}))
        .withLimits(Limits.DEFAULTS.withTimes(1, 60, 30)),
        new Router()
            .add("POST", "/bytes", exchange -> exchange.send(Exchange.BYTES, exchange.body())),
        new Server.Watchers(f -> {
          throw new IllegalStateException(f);
        }));
        SSLSocket socket = (SSLSocket) context(cert("EC")).getSocketFactory().createSocket("127.0.0.1",
            server.port())) {
      socket.setEnabledProtocols(new String[]{version});
      socket.setSoTimeout(20_000);
      Raw.write(socket, Raw.head(server.port(), "POST", "/bytes", "Content-Length: 1000") + "\r\nhalf");
      String answer = Raw.readOne(socket.getInputStream());
      assertEquals(408, Raw.status(answer), answer);
      assertTrue(answer.contains("\"flag\":\"--request-timeout\""), answer);
      assertEquals(version, socket.getSession().getProtocol());
    }
  }

  private static boolean isServed(Server server, String kind) throws Exception {
    try (HttpClient client = trusting(cert(kind))) {
      return client.send(HttpRequest.newBuilder(URI.create(server.url() + "/")).build(),
          HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    } catch (SSLException _) {
      return false;
    }
  }

  @Test
  void aNewCertificateServesWhenItsKeyIsThere() throws Exception {
    Path cert = Files.copy(cert("RSA"), folder.resolve("now.crt"));
    Path key = Files.copy(key("RSA"), folder.resolve("now.key"));
    List<String> notes = new CopyOnWriteArrayList<>();
    Tls tls = Tls.read(cert, key, notes::add);
    try (Server server = Server.start(ServerOptions.ofPort(0).withTls(tls), new Router()
        .add("GET", "/", exchange -> exchange.send("text/plain", new byte[]{'a'})), new Server.Watchers(f -> {
          throw new IllegalStateException(f);
        }))) {
      assertTrue(isServed(server, "RSA"));
      tls.reload();
      assertEquals(List.of(), notes);
      Files.copy(cert("EC"), cert, StandardCopyOption.REPLACE_EXISTING);
      tls.reload();
      tls.reload();
      assertEquals(List.of("%s: is not the key of the certificate in %s; the former certificate serves on"
          .formatted(key, cert)), notes);
      assertTrue(isServed(server, "RSA"));
      Files.copy(key("EC"), key, StandardCopyOption.REPLACE_EXISTING);
      tls.reload();
      assertEquals(cert + ": the new certificate serves from now on", notes.getLast());
      assertTrue(isServed(server, "EC"));
      assertFalse(isServed(server, "RSA"));
      Files.delete(key);
      tls.reload();
      assertEquals(key + ": cannot be read; the former certificate serves on", notes.getLast());
      assertTrue(isServed(server, "EC"));
    }
  }

  private static byte[] readQuietly(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException _) {
      return new byte[0];
    }
  }

  private static void refused(Path certificate, String key, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.key"), key);
    String said = assertThrows(InvalidInputException.class, () -> Tls.read(certificate, file, _ -> {})).getMessage();
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains(message), said);
  }

  @Test
  void otherFormsAreRefusedInOneLine() throws IOException {
    String good = Files.readString(key("RSA"));
    refused(cert("RSA"), good.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "the key is encrypted; expected PKCS#8");
    refused(cert("RSA"), good.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        "in the form RSA PRIVATE KEY; expected PKCS#8");
    refused(cert("EC"), good.replace("PRIVATE KEY", "EC PRIVATE KEY"), "in the form EC PRIVATE KEY; expected PKCS#8");
    refused(cert("RSA"), "nothing", "holds no private key");
    refused(cert("RSA"), good.substring(0, good.length() / 2), "holds no private key");
    refused(cert("RSA"), pem("PRIVATE KEY", new byte[100]), "damaged");
    refused(cert("RSA"), Files.readString(key("EC")), "is not the key of the certificate");
    refused(key("RSA"), good, "holds no certificate");
  }
}
