"""The residual U-Net in plain PyTorch, with the names of its tensors in Millrace's files."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

GROUP = 16
HEAD = 64
TIME_SCALE = 1000


def norm(channels):
    return nn.GroupNorm(channels // GROUP, channels)


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.heads = max(1, width // HEAD)
        self.norm = norm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        n, width, height, columns = x.shape
        rows = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = (part.unflatten(2, (self.heads, width // self.heads)).transpose(1, 2)
                   for part in self.qkv(rows).chunk(3, dim=2))
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        return self.out(mixed).transpose(1, 2).unflatten(2, (height, columns))


class Block(nn.Module):
    def __init__(self, width_in, width, embedding, attention):
        super().__init__()
        self.norm1 = norm(width_in)
        self.conv1 = nn.Conv2d(width_in, width, 3, padding=1)
        self.scale_shift = nn.Linear(embedding, 2 * width)
        self.norm2 = norm(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        if width_in != width:
            self.skip = nn.Conv2d(width_in, width, 1)
        if attention:
            self.attention = Attention(width)

    def forward(self, x, embedding):
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.scale_shift(embedding)[:, :, None, None].chunk(2, dim=1)
        h = self.conv2(F.silu(self.norm2(h) * (1 + scale) + shift))
        h = h + (self.skip(x) if hasattr(self, "skip") else x)
        return h + self.attention(h) if hasattr(self, "attention") else h


class ResidualUNet(nn.Module):
    """Without dropout, as in sampling. Labels are 0 to classes; the last means any."""

    def __init__(self, channels, classes, patch, widths, blocks, attention_from):
        super().__init__()
        self.patch = patch
        embedding = 4 * widths[0]
        pixels = channels * patch * patch
        self.time = nn.Sequential(nn.Linear(64, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        if classes > 0:
            self.add_module("class", nn.Embedding(classes + 1, embedding))
        self.add_module("in", nn.Conv2d(pixels, widths[0], 3, padding=1))
        before = widths[0]
        self.down = nn.ModuleList()
        for level, width in enumerate(widths):
            self.down.append(nn.ModuleList())
            for _ in range(blocks):
                self.down[level].append(Block(before, width, embedding, level >= attention_from))
                before = width
        self.middle = Block(before, before, embedding, True)
        up = []
        for level, width in reversed(list(enumerate(widths))):
            row = nn.ModuleList()
            for _ in range(blocks):
                row.append(Block(before + width, width, embedding, level >= attention_from))
                before = width
            up.insert(0, row)
        self.up = nn.ModuleList(up)
        self.out = nn.ModuleDict({"norm": norm(before), "conv": nn.Conv2d(before, pixels, 3, padding=1)})

    def forward(self, x, t, labels=None):
        frequencies = TIME_SCALE * torch.exp(-math.log(10000) * torch.arange(32, dtype=t.dtype) / 32)
        angles = t[:, None] * frequencies
        embedding = self.time(torch.cat([angles.sin(), angles.cos()], dim=1))
        if labels is not None:
            embedding = embedding + getattr(self, "class")(labels)
        embedding = F.silu(embedding)
        h = getattr(self, "in")(F.pixel_unshuffle(x, self.patch))
        skips = []
        for level, row in enumerate(self.down):
            if level > 0:
                h = F.avg_pool2d(h, 2)
            for block in row:
                h = block(h, embedding)
                skips.append(h)
        h = self.middle(h, embedding)
        for level in reversed(range(len(self.up))):
            for block in self.up[level]:
                h = block(torch.cat([h, skips.pop()], dim=1), embedding)
            if level > 0:
                h = F.interpolate(h, scale_factor=2, mode="nearest")
        h = self.out["conv"](F.silu(self.out["norm"](h)))
        return F.pixel_shuffle(h, self.patch)
