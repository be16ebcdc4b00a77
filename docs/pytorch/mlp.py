"""The network for points."""
import torch
import torch.nn as nn

from millrace_flow import features, read

ACTIVATIONS = {"silu": nn.SiLU, "selu": nn.SELU, "relu": nn.ReLU, "leaky-relu": nn.LeakyReLU, "elu": nn.ELU,
               "tanh": nn.Tanh, "softplus": nn.Softplus, "gelu": nn.GELU, "gelu-tanh": lambda: nn.GELU("tanh")}


class MLP(nn.Module):
    def __init__(self, dim, hidden, layers, activation, embedded, classes, spans, scale):
        super().__init__()
        self.scale, self.null = scale, classes
        if embedded:
            self.time_embed = nn.Sequential(nn.Linear(64, hidden), nn.SiLU())
        inputs = dim + (hidden if embedded else 1)
        widths = [inputs] + [hidden] * layers
        hiddens = [part for a, b in zip(widths, widths[1:]) for part in (nn.Linear(a, b), ACTIVATIONS[activation]())]
        self.net = nn.Sequential(*hiddens, nn.Linear(hidden, dim))
        if classes:
            self.class_embed = nn.Embedding(classes + 1, hidden)
        for name in ("span_embed", "guidance_embed")[:spans]:
            self.add_module(name, nn.Sequential(nn.Linear(64, 64, bias=False), nn.SiLU(), nn.Linear(64, hidden, bias=False)))

    def forward(self, x, t, labels=None, spans=None):
        time = self.time_embed(features(t, self.scale)) if hasattr(self, "time_embed") else self.scale * t[:, None]
        first = self.net[0](torch.cat([x, time], dim=1))
        if self.null:
            first = first + self.class_embed(torch.full((len(x),), self.null) if labels is None else labels)
        for k, name in enumerate(() if spans is None else ("span_embed", "guidance_embed")[:spans.shape[1]]):
            first = first + self.get_submodule(name)(features(spans[:, k], self.scale) - features(torch.zeros(1), self.scale))
        return self.net[1:](first)


def load(file):
    weights, m = read(file)
    model = MLP(int(m["dim"]), int(m["hidden"]), int(m["layers"]), m["activation"], m["time"] == "embedding",
                int(m.get("classes", 0)), int(m.get("spans", 0)), float(m["time_scale"]))
    model.load_state_dict(weights, strict=True)
    return model.eval(), m
