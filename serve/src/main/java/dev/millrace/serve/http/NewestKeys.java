package dev.millrace.serve.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a server, which may be replaced by others. The name of a key is asked for first, and its certificate and
 * secret by that name: both come from the keys that gave the name, or the ones before.
 */
final class NewestKeys extends X509ExtendedKeyManager {
  private final Supplier<X509ExtendedKeyManager> newest;
  private volatile Generation generation;

  /** Keys, those before them, and a number that begins the names that they give. */
  private record Generation(int number, X509ExtendedKeyManager keys, X509ExtendedKeyManager before) {
    String prefix() {
      return number + "/";
    }
  }

  /** @param newest gives the keys that new connections are made with */
  NewestKeys(Supplier<X509ExtendedKeyManager> newest) {
    this.newest = newest;
    X509ExtendedKeyManager first = newest.get();
    generation = new Generation(0, first, first);
  }

  private synchronized Generation current() {
    X509ExtendedKeyManager now = newest.get();
    if (!now.equals(generation.keys)) {
      generation = new Generation(generation.number + 1, now, generation.keys);
    }
    return generation;
  }

  private X509ExtendedKeyManager keys(String alias) {
    Generation known = generation;
    return alias.startsWith(known.prefix()) ? known.keys : known.before;
  }

  private static String name(String alias) {
    return alias.substring(alias.indexOf('/') + 1);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
    Generation known = current();
    String alias = known.keys.chooseEngineServerAlias(type, issuers, engine);
    return alias == null ? null : known.prefix() + alias;
  }

  @Override
  public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
    Generation known = current();
    String alias = known.keys.chooseServerAlias(type, issuers, socket);
    return alias == null ? null : known.prefix() + alias;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return keys(alias).getCertificateChain(name(alias));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return keys(alias).getPrivateKey(name(alias));
  }

  /** None: a server has no aliases of clients. */
  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  /** None: a server has no aliases of clients. */
  @Override
  public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return newest.get().getServerAliases(type, issuers);
  }
}
