package dev.millrace.bench.compare;

/** The programs that are compared, each in its own process. */
enum Peer {
  MILLRACE(""),
  TORCH("torch_peer.py"),
  JAX("jax_peer.py"),
  SCIPY("scipy_peer.py"),
  POT("pot_peer.py");

  private final String script;

  Peer(String script) {
    this.script = script;
  }

  /** Its script in bench/peers; none for Millrace. */
  String script() {
    return script;
  }
}
