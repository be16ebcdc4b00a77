"""The image cases in PyTorch: the VelocityUNet of the tutorial that Millrace grew from, in training and sampling.

Both forms learn and sample the same function. The tutorial's form uses fp32, NCHW and Adam; the fast form uses
channels_last, bf16 autocast, the fused Adam and inference mode. Training takes random pictures of MNIST's shape: the
time does not depend on them.

    python bench/peers/unet_torch.py [--repeats N]

prints the images and image-steps of both forms by processor time, for a machine that is shared with others: the best of
several repeats on one thread, scaled to two such threads for one second.
"""
import argparse
import contextlib
import math
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class VelocityUNet(nn.Module):
    def __init__(self, channels=1, hidden=64):
        super().__init__()
        self.time_mlp = nn.Sequential(nn.Linear(64, hidden), nn.SiLU())
        self.enc1 = nn.Conv2d(channels, hidden, 3, padding=1)
        self.enc2 = nn.Conv2d(hidden, hidden * 2, 3, stride=2, padding=1)
        self.enc3 = nn.Conv2d(hidden * 2, hidden * 2, 3, stride=2, padding=1)
        self.dec3 = nn.ConvTranspose2d(hidden * 2, hidden * 2, 4, stride=2, padding=1)
        self.dec2 = nn.ConvTranspose2d(hidden * 4, hidden, 4, stride=2, padding=1)
        self.dec1 = nn.Conv2d(hidden * 2, channels, 3, padding=1)
        self.act = nn.SiLU()

    def _time_encoding(self, t):
        freqs = torch.exp(-math.log(10000) * torch.arange(32, device=t.device) / 32)
        t_emb = t.unsqueeze(-1) * freqs.unsqueeze(0)
        return torch.cat([t_emb.sin(), t_emb.cos()], dim=-1)

    def forward(self, x, t):
        t_emb = self.time_mlp(self._time_encoding(t))[:, :, None, None]
        h1 = self.act(self.enc1(x)) + t_emb
        h2 = self.act(self.enc2(h1))
        h3 = self.act(self.enc3(h2))
        d3 = self.act(self.dec3(h3))
        d2 = self.act(self.dec2(torch.cat([d3, h2], dim=1)))
        return self.dec1(torch.cat([d2, h1], dim=1))


def loss_of(model, x_1):
    x_0 = torch.randn_like(x_1)
    t = torch.rand(x_1.shape[0])
    t_expanded = t.view(-1, 1, 1, 1)
    x_t = (1 - t_expanded) * x_0 + t_expanded * x_1
    return F.mse_loss(model(x_t, t), x_1 - x_0)


def autocast(fast):
    return torch.autocast("cpu", dtype=torch.bfloat16) if fast else contextlib.nullcontext()


def train(fast, batch=128):
    """A body that does one training step, its images, and a note."""
    model = VelocityUNet()
    images = torch.rand(batch, 1, 28, 28) * 2 - 1
    if fast:
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fast)

    def body():
        with autocast(fast):
            loss = loss_of(model, images)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return body, batch, note(fast)


def sample(fast, x_0, weights=None, steps=3):
    """A body that integrates noise with Euler steps, its image-steps, and a note."""
    model = VelocityUNet().eval()
    if weights is not None:
        model.load_state_dict(weights, strict=True)
    if fast:
        model = model.to(memory_format=torch.channels_last)
    batch = x_0.shape[0]

    def body():
        x = x_0.clone()
        with torch.inference_mode() if fast else torch.no_grad(), autocast(fast):
            for step in range(steps):
                t = torch.full((batch,), step / steps)
                x = x + model(x, t) / steps
        return x.abs().mean()

    return body, batch * steps, note(fast)


def note(fast):
    return "channels_last, bf16" if fast else ""


def per_two_seconds(work, repeats):
    body, units, _ = work
    body()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        body()
        times.append((time.process_time() - start) / 2)
    return units / min(times)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--repeats", type=int, default=5)
    arguments = options.parse_args()
    torch.set_num_threads(1)
    for fast in (False, True):
        name = "at its best" if fast else "as written"
        print(f"training  {name:12} {per_two_seconds(train(fast), arguments.repeats):7.0f} images", flush=True)
        noise = torch.randn(256, 1, 28, 28)
        print(f"sampling  {name:12} {per_two_seconds(sample(fast, noise), arguments.repeats):7.0f} image-steps", flush=True)
