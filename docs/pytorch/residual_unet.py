"""The residual U-Net (--net small and base). Height and width are multiples of patch·2^(resolutions − 1); others are
padded with zeros at the right and at the bottom, and the result is cut."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from millrace_flow import features, read


def norm(channels):
    return nn.GroupNorm(channels // 16, channels)


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.heads = max(1, width // 64)
        self.norm = norm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        rows = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = (part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in self.qkv(rows).chunk(3, dim=2))
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        return self.out(mixed).transpose(1, 2).unflatten(2, x.shape[2:])


class Block(nn.Module):
    def __init__(self, width_in, width, embedding, attention):
        super().__init__()
        self.norm1, self.conv1 = norm(width_in), nn.Conv2d(width_in, width, 3, padding=1)
        self.scale_shift = nn.Linear(embedding, 2 * width)
        self.norm2, self.conv2 = norm(width), nn.Conv2d(width, width, 3, padding=1)
        self.skip = nn.Conv2d(width_in, width, 1) if width_in != width else nn.Identity()
        self.attention = Attention(width) if attention else None

    def forward(self, x, embedding):
        scale, shift = self.scale_shift(embedding)[:, :, None, None].chunk(2, dim=1)
        h = self.norm2(self.conv1(F.silu(self.norm1(x)))) * (1 + scale) + shift
        h = self.conv2(F.silu(h)) + self.skip(x)
        return h if self.attention is None else h + self.attention(h)


class ResidualUNet(nn.Module):
    """Without dropout, as in sampling. Labels are 0 to classes; the last means any."""

    def __init__(self, channels, classes, patch, widths, blocks, attention_from, spans=0, time_scale=1000):
        super().__init__()
        self.patch, self.classes, self.time_scale = patch, classes, time_scale
        embedding, pixels = 4 * widths[0], channels * patch * patch
        self.time = nn.Sequential(nn.Linear(64, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        if classes > 0:
            self.add_module("class", nn.Embedding(classes + 1, embedding))
        self.add_module("in", nn.Conv2d(pixels, widths[0], 3, padding=1))
        before, self.down, up = widths[0], nn.ModuleList(), []
        for level, width in enumerate(widths):
            ins = [before] + [width] * (blocks - 1)
            self.down.append(nn.ModuleList(Block(i, width, embedding, level >= attention_from) for i in ins))
            before = width
        self.middle = Block(before, before, embedding, True)
        for level, width in reversed(list(enumerate(widths))):
            ins = [before + width] + [2 * width] * (blocks - 1)
            up.insert(0, nn.ModuleList(Block(i, width, embedding, level >= attention_from) for i in ins))
            before = width
        self.up = nn.ModuleList(up)
        self.out = nn.ModuleDict({"norm": norm(before), "conv": nn.Conv2d(before, pixels, 3, padding=1)})
        for name in ("span", "guidance")[:spans]:
            self.add_module(name, nn.Sequential(nn.Linear(64, embedding, bias=False), nn.SiLU(),
                                                nn.Linear(embedding, embedding, bias=False)))

    def forward(self, x, t, labels=None, spans=None):
        embedding = self.time(features(t, self.time_scale))
        if self.classes > 0:
            any_class = torch.full((len(x),), self.classes)
            embedding = embedding + self.get_submodule("class")(any_class if labels is None else labels)
        for k, name in enumerate(() if spans is None else ("span", "guidance")[:spans.shape[1]]):
            embedding = embedding + self.get_submodule(name)(features(spans[:, k], 10) - features(torch.zeros(1), 10))
        embedding, skips = F.silu(embedding), []
        h = self.get_submodule("in")(F.pixel_unshuffle(x, self.patch))
        for level, row in enumerate(self.down):
            h = F.avg_pool2d(h, 2) if level > 0 else h
            for block in row:
                h = block(h, embedding)
                skips.append(h)
        h = self.middle(h, embedding)
        for level in reversed(range(len(self.up))):
            for block in self.up[level]:
                h = block(torch.cat([h, skips.pop()], dim=1), embedding)
            h = F.interpolate(h, scale_factor=2, mode="nearest") if level > 0 else h
        return F.pixel_shuffle(self.out["conv"](F.silu(self.out["norm"](h))), self.patch)


def load(file):
    weights, m = read(file)
    model = ResidualUNet(int(m["channels"]), int(m["classes"]), int(m["patch"]), [int(w) for w in m["widths"].split(",")],
                         int(m["blocks"]), int(m["attention_from"]), int(m.get("spans", 0)), float(m.get("time_scale", 1000)))
    model.load_state_dict(weights, strict=True)
    return model.eval(), m
