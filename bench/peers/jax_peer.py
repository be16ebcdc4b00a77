"""JAX: jitted in the usual way, and as an expert would write it.

Arguments: the folder of shared files, the number of threads.
"""

import math
import os
import sys
from pathlib import Path

FILES = Path(sys.argv[1])
THREADS = int(sys.argv[2])
# XLA reads the size of its thread pool from this when it is loaded.
os.environ["NPROC"] = str(THREADS)
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
import optax
from safetensors.numpy import load_file

from protocol import serve

STEPS = 50
FREQUENCIES = np.exp(-math.log(10000) * np.arange(32) / 32).astype(np.float32)


def random_weights(key, hidden, layers):
    """PyTorch's initialisation: uniform in ±1/√in. [(w [in, out], b [out])], the time embedding's layer first."""
    sizes = [(64, hidden), (2 + hidden, hidden)] + [(hidden, hidden)] * (layers - 1) + [(hidden, 2)]
    weights = []
    for k, (n, m) in zip(jax.random.split(key, len(sizes)), sizes):
        a, b = jax.random.split(k)
        s = 1 / math.sqrt(n)
        weights.append((jax.random.uniform(a, (n, m), minval=-s, maxval=s), jax.random.uniform(b, (m,), minval=-s, maxval=s)))
    return weights


def loaded():
    w = load_file(FILES / "run" / "model.safetensors")
    names = ["time_embed.0", "net.0", "net.2", "net.4", "net.6"]
    return [(jnp.asarray(w[n + ".weight"].T.copy()), jnp.asarray(w[n + ".bias"])) for n in names]


def embedding(weights, t):
    a = t[:, None] * FREQUENCIES
    w, b = weights[0]
    return jax.nn.silu(jnp.concatenate([jnp.sin(a), jnp.cos(a)], 1) @ w + b)


def velocity(weights, x, t):
    h = jnp.concatenate([x, embedding(weights, t)], 1)
    for w, b in weights[1:-1]:
        h = jax.nn.silu(h @ w + b)
    w, b = weights[-1]
    return h @ w + b


# ---- training

def moons(key, n):
    """scikit-learn's moons, n/2 points on each."""
    a, b = jax.random.split(key)
    angle = jax.random.uniform(a, (n,), maxval=math.pi)
    upper = jnp.arange(n) < n // 2
    x = jnp.where(upper, jnp.cos(angle), 1 - jnp.cos(angle))
    y = jnp.where(upper, jnp.sin(angle), 0.5 - jnp.sin(angle))
    return jnp.stack([x, y], 1) + 0.05 * jax.random.normal(b, (n, 2))


def trainer(hidden, layers, batch):
    """The initial state, and a step that draws its own data, all in one jitted function."""
    optimizer = optax.adam(1e-3)
    weights = random_weights(jax.random.key(0), hidden, layers)

    def step(carry, key):
        weights, state = carry
        a, b, c = jax.random.split(key, 3)
        x1 = moons(a, batch)
        x0 = jax.random.normal(b, (batch, 2))
        t = jax.random.uniform(c, (batch,))

        def loss_of(w):
            return jnp.mean((velocity(w, x0 + t[:, None] * (x1 - x0), t) - (x1 - x0)) ** 2)

        loss, gradient = jax.value_and_grad(loss_of)(weights)
        updates, state = optimizer.update(gradient, state)
        return (optax.apply_updates(weights, updates), state), loss

    return (weights, optimizer.init(weights)), step


def train_jit(hidden, layers, batch):
    carry, step = trainer(hidden, layers, batch)
    one = jax.jit(step, donate_argnums=0)
    keys = list(jax.random.split(jax.random.key(1), STEPS))

    def body():
        nonlocal carry
        for key in keys:
            carry, loss = one(carry, key)
        return loss.block_until_ready()

    return body, STEPS, ""


def train_scan(hidden, layers, batch):
    carry, step = trainer(hidden, layers, batch)
    steps = 250  # so many in one call that the cost of the call is negligible
    run = jax.jit(lambda c, keys: jax.lax.scan(step, c, keys), donate_argnums=0)
    keys = jax.random.split(jax.random.key(1), steps)

    def body():
        nonlocal carry
        carry, losses = run(carry, keys)
        return jnp.mean(losses).block_until_ready()

    return body, steps, ""


# ---- sampling

def sampler(run, count):
    weights = loaded()
    x_0 = jnp.asarray(np.load(FILES / f"noise-{count}.npy"))
    run = jax.jit(run)

    def body():
        # The mean is taken in NumPy, which reads the result without a copy.
        return np.abs(np.asarray(run(weights, x_0))).mean()

    return body, 1, ""


def sample_jit(count, steps):
    def run(weights, x):
        return jax.lax.fori_loop(0, steps, lambda k, x: x + velocity(weights, x, jnp.full((count,), k / steps)) / steps, x)

    return sampler(run, count)


def sample_expert(count, steps):
    # t is one number for all rows: the embedding and its half of the first layer are one small product for all steps,
    # before the loop.
    def run(weights, x):
        w, b = weights[1]
        terms = embedding(weights, jnp.arange(steps) / steps) @ w[2:] + b

        def step(x, term):
            h = jax.nn.silu(x @ w[:2] + term)
            for v, c in weights[2:-1]:
                h = jax.nn.silu(h @ v + c)
            v, c = weights[-1]
            return x + (h @ v + c) / steps, None

        return jax.lax.scan(step, x, terms)[0]

    return sampler(run, count)


serve({"JAX": jax.__version__}, {
    ("train-small", "jit"): lambda: train_jit(128, 3, 256),
    ("train-small", "scan"): lambda: train_scan(128, 3, 256),
    ("train-large", "jit"): lambda: train_jit(256, 4, 1024),
    ("train-large", "scan"): lambda: train_scan(256, 4, 1024),
    ("sample-10k", "jit"): lambda: sample_jit(10_000, 100),
    ("sample-10k", "expert"): lambda: sample_expert(10_000, 100),
    ("sample-latency", "jit"): lambda: sample_jit(256, 10),
    ("sample-latency", "expert"): lambda: sample_expert(256, 10),
})
