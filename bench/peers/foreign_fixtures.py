"""Writes the files with which the tests check the import of networks that were trained in PyTorch: weights under names
of other programs, PyTorch's velocities at given points and times, and its Euler samples from given noise.

    python3 -m venv VENV && VENV/bin/pip install torch==2.13.0 numpy safetensors
    VENV/bin/python bench/peers/foreign_fixtures.py

Weights have PyTorch's default initialisation, with a seed for each network. Velocities and samples are computed in
float64 from the weights as they are stored, so they are more exact than float32 can be. The same PyTorch writes the same
files again.
"""
from pathlib import Path

import torch
import torch.nn as nn
from safetensors.torch import save_file

from mlp_torch import VelocityMLP
from unet_torch import VelocityUNet

ROOT = Path(__file__).parents[2]
POINTS = ROOT / "run/src/test/resources/dev/millrace/runs/foreign"
IMAGES = ROOT / "torch/src/test/resources/dev/millrace/torch"
TIMES = [0.0, 1.0, 0.5, 0.123, 0.987]
STEPS = 8

ACTIVATIONS = {"silu": nn.SiLU, "selu": nn.SELU, "relu": nn.ReLU, "leaky-relu": nn.LeakyReLU, "elu": nn.ELU,
               "tanh": nn.Tanh, "softplus": nn.Softplus, "gelu": nn.GELU,
               "gelu-tanh": lambda: nn.GELU(approximate="tanh")}


def sequential(inputs, width, outputs, activation, layers=2):
    parts = [nn.Linear(inputs, width), activation()]
    for _ in range(layers - 1):
        parts += [nn.Linear(width, width), activation()]
    return nn.Sequential(*parts, nn.Linear(width, outputs))


class TorchCFM(nn.Module):
    """The MLP of torchcfm: its input is [x, t]."""

    def __init__(self, dim, w=64):
        super().__init__()
        self.net = sequential(dim + 1, w, dim, nn.SELU, layers=3)

    def forward(self, x, t):
        return self.net(torch.cat([x, t[:, None]], dim=-1))


class Plain(nn.Module):
    """A module that is an nn.Sequential alone; the time is the last or the first input."""

    def __init__(self, dim, width, activation, first=False):
        super().__init__()
        self.parts = sequential(dim + 1, width, dim, activation)
        self.first = first

    def forward(self, x, t):
        return self.parts(torch.cat([t[:, None], x] if self.first else [x, t[:, None]], dim=-1))

    def state(self):
        return self.parts.state_dict()


class Numbered(nn.Module):
    """Layers that are attributes with numbers, and one with a name of its own."""

    def __init__(self, dim, width):
        super().__init__()
        self.fc1 = nn.Linear(dim + 1, width)
        self.fc2 = nn.Linear(width, width)
        self.fc3 = nn.Linear(width, width)
        self.out = nn.Linear(width, dim)

    def forward(self, x, t):
        h = torch.cat([x, t[:, None]], dim=-1)
        for layer in (self.fc1, self.fc2, self.fc3):
            h = torch.tanh(layer(h))
        return self.out(h)


def renamed(state, names):
    """A state under other names; names maps the beginnings of ours to theirs."""
    return {next(theirs + key[len(ours):] for ours, theirs in names.items() if key.startswith(ours)): value
            for key, value in state.items()}


def write(folder, name, seed, model, shape, dtype=torch.float32, names=None, metadata=None):
    folder.mkdir(parents=True, exist_ok=True)
    state = {key: value.to(dtype) for key, value in model.state_dict().items()}
    model.double().load_state_dict({key: value.double() for key, value in state.items()}, strict=True)
    if isinstance(model, Plain):
        state = {key.removeprefix("parts."): value for key, value in state.items()}
    save_file({key: value.contiguous() for key, value in renamed(state, names or {"": ""}).items()},
              folder / f"{name}.safetensors", metadata=metadata)
    generator = torch.Generator().manual_seed(1000 + seed)
    x = torch.randn(len(TIMES), *shape, generator=generator)
    x0 = torch.randn(4, *shape, generator=generator)
    t = torch.tensor(TIMES)
    with torch.no_grad():
        v = model(x.double(), t.double())
        samples = x0.double()
        for k in range(STEPS):
            samples = samples + model(samples, torch.full((4,), k / STEPS, dtype=torch.float64)) / STEPS
    save_file({"x": x, "t": t, "v": v.float(), "x0": x0, "samples": samples.float()}, folder / f"{name}-io.safetensors")


def points(name, seed, make, dim, **more):
    torch.manual_seed(seed)
    write(POINTS, name, seed, make(), (dim,), **more)


points("torchcfm", 1, lambda: TorchCFM(2), 2)
points("time-first", 2, lambda: Plain(3, 20, nn.SiLU, first=True), 3)
points("numbered-f64", 3, lambda: Numbered(2, 24), 2, dtype=torch.float64)
points("sequential-bf16", 4, lambda: Plain(2, 20, nn.ReLU), 2, dtype=torch.bfloat16)
points("sequential-f16", 5, lambda: Plain(2, 20, nn.SiLU), 2, dtype=torch.float16, metadata={"format": "pt"})
points("tutorial", 6, lambda: VelocityMLP(2, 24, 3), 2)
points("tutorial-renamed", 7, lambda: VelocityMLP(2, 24, 3), 2, names={"time_embed.0": "model.temb", "net": "model.layers"})
for number, (activation, make) in enumerate(ACTIVATIONS.items()):
    points(f"activation-{activation}", 20 + number, lambda: Plain(2, 12, make), 2)

torch.manual_seed(50)
write(IMAGES, "foreign-unet", 50, VelocityUNet(3, 8), (3, 8, 12),
      names={"time_mlp.0": "t_proj", "enc1": "conv_in", "enc2": "down.0", "enc3": "down.1", "dec3": "up.0", "dec2": "up.1",
             "dec1": "conv_out"})
