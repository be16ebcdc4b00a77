"""Reads a model.safetensors of Millrace and samples. Needs torch and safetensors."""
import math

import torch
from safetensors import safe_open


def read(file):
    """The weights, by name, and the metadata, texts by name."""
    with safe_open(file, "pt") as opened:
        return {name: opened.get_tensor(name) for name in opened.keys()}, opened.metadata()


def features(t, scale):
    """32 sines and 32 cosines of scale·t, [n, 64], of times [n]."""
    angles = t[:, None] * (scale * torch.exp(-math.log(10000) * torch.arange(32, dtype=t.dtype) / 32))
    return torch.cat([angles.sin(), angles.cos()], dim=1)


@torch.no_grad()
def sample(model, noise, steps, labels=None):
    """Euler steps from t = 0, noise, to t = 1, data; one class for each row, if the flow has classes."""
    x = noise
    for k in range(steps):
        x = x + model(x, torch.full((len(x),), k / steps), labels) / steps
    return x


@torch.no_grad()
def sample_by_map(model, noise, steps, labels=None, guidance=None):
    """The same by the flow map of a mean flow: each step asks for the average velocity over its length."""
    spans = [1 / steps] if guidance is None else [1 / steps, math.log(guidance) / math.log(8)]
    x = noise
    for k in range(steps):
        x = x + model(x, torch.full((len(x),), k / steps), labels, torch.tensor([spans])) / steps
    return x


def decoded(x, metadata):
    """Points in the units of the data: the network sees (x − mean)/std."""
    if "mean" not in metadata:
        return x
    mean, std = (torch.tensor([float(n) for n in metadata[key].split(",")], dtype=torch.float64) for key in ("mean", "std"))
    return x.double() * std + mean
