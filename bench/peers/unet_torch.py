"""PyTorch's side of the image figures: the lesson's VelocityUNet, training and sampling throughput.

    python bench/peers/unet_torch.py [--repeats N] [--threads N]

Prints images a second (training, batch 128) and image-steps a second (Euler sampling, batch 256), each as the lesson writes it
(fp32, NCHW, Adam) and in PyTorch's best form (channels_last, bf16 autocast, fused Adam, no autograd while sampling). Each figure
is the best of several repeats. The data are random pictures of MNIST's shape: the time does not depend on them.
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


clock = time.perf_counter


def best(action, repeats):
    action()
    times = []
    for _ in range(repeats):
        start = clock()
        action()
        times.append(clock() - start)
    return min(times)


def autocast(fast):
    return torch.autocast("cpu", dtype=torch.bfloat16) if fast else contextlib.nullcontext()


def training(fast, batch, repeats, steps=3):
    model = VelocityUNet()
    images = torch.rand(batch, 1, 28, 28) * 2 - 1
    if fast:
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fast)

    def run():
        for _ in range(steps):
            with autocast(fast):
                loss = loss_of(model, images)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()

    return steps * batch / best(run, repeats)


def sampling(fast, batch, repeats, steps=3):
    model = VelocityUNet().eval()
    if fast:
        model = model.to(memory_format=torch.channels_last)
    x_0 = torch.randn(batch, 1, 28, 28)

    def run():
        x = x_0.clone()
        with torch.no_grad(), autocast(fast):
            for step in range(steps):
                t = torch.full((batch,), step / steps)
                x = x + model(x, t) / steps

    return steps * batch / best(run, repeats)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--cpu-time", action="store_true", help="divide by CPU time times two cores: for a busy machine")
    options.add_argument("--profile", action="store_true", help="show where training in the best form spends its time")
    arguments = options.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    if arguments.cpu_time:
        torch.set_num_threads(1)
        clock = lambda: time.process_time() / 2
    if arguments.profile:
        with torch.profiler.profile() as profile:
            training(True, 128, 1)
            sampling(True, 256, 1)
        print(profile.key_averages(group_by_input_shape=True).table(sort_by="self_cpu_time_total", row_limit=45, max_shapes_column_width=60, max_name_column_width=45))
    else:
        for fast in (False, True):
            name = "channels_last, bf16" if fast else "as written"
            print(f"training  {name:20} {training(fast, 128, arguments.repeats):7.0f} images/s", flush=True)
            print(f"sampling  {name:20} {sampling(fast, 256, arguments.repeats):7.0f} image-steps/s", flush=True)
