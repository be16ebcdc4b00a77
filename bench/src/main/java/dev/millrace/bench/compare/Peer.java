package dev.millrace.bench.compare;

/** Whose work is compared: a process each. */
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

  /** Its script in bench/peers; none for ourselves. */
  String script() {
    return script;
  }
}
