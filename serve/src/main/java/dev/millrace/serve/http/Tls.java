package dev.millrace.serve.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

import dev.millrace.flow.InvalidInputException;

/**
 * A certificate and its key, from PEM files. Files that change are read again; connections are made with the new ones if
 * they belong to each other, and else with the former ones.
 */
public final class Tls {
  private static final Pattern KEY = Pattern
      .compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private final ReadAgain<X509ExtendedKeyManager> files;
  private final SSLContext context;

  private Tls(ReadAgain<X509ExtendedKeyManager> files, SSLContext context) {
    this.files = files;
    this.context = context;
  }

  /**
   * Reads a certificate and its key.
   *
   * @param chain a PEM file with the certificate, followed by those that lead to its root, if any
   * @param key a PEM file with the private key in PKCS#8, not encrypted: RSA, EC or Ed25519
   * @param notes hears, in one line, if the files have changed: that connections are made with the new ones, or what is
   *     wrong with them
   * @return what connections are made with
   * @throws InvalidInputException if one of them is of another form, or the key is another certificate's
   * @throws IOException if a file cannot be read
   */
  public static Tls read(Path chain, Path key, Consumer<String> notes) throws IOException {
    ReadAgain<X509ExtendedKeyManager> files = ReadAgain.of(List.of(chain, key), () -> keys(chain, key),
        new ReadAgain.Words(": the new certificate serves from now on", "; the former certificate serves on"), notes);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[]{new NewestKeys(files::value)}, null, null);
      return new Tls(files, context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // Every JDK has it
    }
  }

  /** {@return what connections are made with: TLS 1.2 and 1.3, as the JDK is configured} */
  SSLContext context() {
    return context;
  }

  /** Reads the files again if one has changed. */
  void reload() {
    files.reload();
  }

  private static X509ExtendedKeyManager keys(Path chain, Path key) throws IOException {
    Certificate[] certificates = certificates(chain);
    PublicKey shown = certificates[0].getPublicKey();
    PrivateKey secret = key(key, shown.getAlgorithm());
    try {
      if (!belong(shown, secret)) {
        throw new InvalidInputException("%s: is not the key of the certificate in %s".formatted(key, chain));
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      char[] none = new char[0];
      store.load(null, none);
      store.setKeyEntry("server", secret, none, certificates);
      KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, none);
      return (X509ExtendedKeyManager) keys.getKeyManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new InvalidInputException("%s: this Java cannot use the key: %s".formatted(key, e.getMessage()), e);
    }
  }

  private static Certificate[] certificates(Path file) throws IOException {
    byte[] pem = Files.readAllBytes(file);
    try {
      Certificate[] chain = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))
          .toArray(Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
    } catch (CertificateException _) {
      // As a file without certificates.
    }
    throw new InvalidInputException("%s: holds no certificate; expected PEM, -----BEGIN CERTIFICATE-----"
        .formatted(file));
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    Matcher found = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    String expected = "expected PKCS#8, -----BEGIN PRIVATE KEY-----";
    if (!found.find()) {
      throw new InvalidInputException("%s: holds no private key in PEM; %s".formatted(file, expected));
    }
    switch (found.group(1)) {
      case "PRIVATE KEY" -> {
        // The form that is expected.
      }
      case "ENCRYPTED PRIVATE KEY" -> throw new InvalidInputException(
          "%s: the key is encrypted; %s; openssl pkey -in FILE -out NEW takes the passphrase off".formatted(file,
              expected));
      default -> throw new InvalidInputException("%s: the key is in the form %s; %s; openssl pkey -in FILE -out NEW "
          .formatted(file, found.group(1), expected) + "changes the form");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
      String family = algorithm.startsWith("Ed") || algorithm.equals("EdDSA") ? "EdDSA" : algorithm;
      for (String each : List.of(family, "RSA", "EC", "EdDSA")) {
        try {
          return KeyFactory.getInstance(each).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException _) {
          // It may be a key of another kind.
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // As a damaged one.
    }
    throw new InvalidInputException("%s: the key is damaged or of a kind that is not known; expected RSA, EC or Ed25519"
        .formatted(file));
  }

  /** Whether what the key signs is what the certificate confirms. */
  private static boolean belong(PublicKey shown, PrivateKey secret) throws GeneralSecurityException {
    String kind = secret.getAlgorithm();
    if (!kind.equals(shown.getAlgorithm())) {
      return false;
    }
    Signature signature = Signature.getInstance(switch (kind) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> kind;
    });
    byte[] word = "millrace".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(secret);
    signature.update(word);
    byte[] signed = signature.sign();
    signature.initVerify(shown);
    signature.update(word);
    return signature.verify(signed);
  }
}
