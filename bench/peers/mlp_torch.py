"""The networks for points in PyTorch: that of the tutorial that Millrace grew from, as an expert would write it too, and that
of Tong et al. 2023."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class VelocityMLP(nn.Module):
    """The tutorial's network: sines and cosines of the time through a separate layer, SiLU. With classes, a row of an
    embedding is added to the output of the first layer; the last row belongs to the null class of guidance."""

    def __init__(self, data_dim=2, hidden_dim=128, n_layers=3, classes=0):
        super().__init__()
        self.time_embed = nn.Sequential(nn.Linear(64, hidden_dim), nn.SiLU())
        layers = [nn.Linear(data_dim + hidden_dim, hidden_dim), nn.SiLU()]
        for _ in range(n_layers - 1):
            layers.extend([nn.Linear(hidden_dim, hidden_dim), nn.SiLU()])
        layers.append(nn.Linear(hidden_dim, data_dim))
        self.net = nn.Sequential(*layers)
        if classes > 0:
            self.class_embed = nn.Embedding(classes + 1, hidden_dim)

    def _time_encoding(self, t):
        freqs = torch.exp(-math.log(10000) * torch.arange(32, device=t.device) / 32)
        t_emb = t.unsqueeze(-1) * freqs.unsqueeze(0)
        return torch.cat([t_emb.sin(), t_emb.cos()], dim=-1)

    def forward(self, x, t, labels=None):
        t_emb = self.time_embed(self._time_encoding(t))
        first = self.net[0](torch.cat([x, t_emb], dim=-1))
        return self.net[1:](first if labels is None else first + self.class_embed(labels))


class ExpertMLP(VelocityMLP):
    """The same function; the frequencies are made once."""

    def __init__(self, *args):
        super().__init__(*args)
        self.register_buffer("freqs", torch.exp(-math.log(10000) * torch.arange(32) / 32), persistent=False)

    def _time_encoding(self, t):
        t_emb = t.unsqueeze(-1) * self.freqs
        return torch.cat([t_emb.sin(), t_emb.cos()], dim=-1)


def euler(model, steps, prepared):
    """A function that samples by Euler steps. While sampling, t is one number for all rows: the embedding and its half of the
    first layer are one row per step, and those of all steps are one small product before the loop. prepared makes the
    function of a step faster."""
    first, *rest = model.net
    w_x = first.weight[:, :2].t().contiguous().detach()
    w_t = first.weight[:, 2:].detach()

    def step_of(x, term, dt):
        h = torch.addmm(term, x, w_x)
        for layer in rest:
            h = layer(h)
        return torch.add(x, h, alpha=dt)

    step = prepared(step_of)
    times = torch.arange(steps) / steps

    @torch.inference_mode()
    def sample(x):
        terms = F.linear(model.time_embed(model._time_encoding(times)), w_t, first.bias)
        for k in range(steps):
            x = step(x, terms[k], 1 / steps)
        return x

    return sample


class ConcatenatedMLP(nn.Module):
    """The network of Tong et al. 2023: the time is one more column, SELU."""

    def __init__(self, data_dim=2, hidden_dim=64, n_layers=3):
        super().__init__()
        layers = [nn.Linear(data_dim + 1, hidden_dim), nn.SELU()]
        for _ in range(n_layers - 1):
            layers.extend([nn.Linear(hidden_dim, hidden_dim), nn.SELU()])
        layers.append(nn.Linear(hidden_dim, data_dim))
        self.net = nn.Sequential(*layers)

    def forward(self, x, t):
        return self.net(torch.cat([x, t.unsqueeze(-1)], dim=-1))
