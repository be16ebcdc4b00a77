"""From the start of a process to 1,000 samples in a file, in PyTorch: the comparison for `millrace sample`.

Arguments: the folder of shared files, the number of threads. It is the expert's form without torch.compile, which would
take seconds.
"""

import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

FILES = Path(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
STEPS = 100

with torch.inference_mode():
    w = load_file(FILES / "run" / "model.safetensors")
    times = torch.arange(STEPS) / STEPS
    angles = times[:, None] * torch.exp(-math.log(10000) * torch.arange(32) / 32)
    embedding = F.silu(F.linear(torch.cat([angles.sin(), angles.cos()], 1), w["time_embed.0.weight"], w["time_embed.0.bias"]))
    terms = F.linear(embedding, w["net.0.weight"][:, 2:], w["net.0.bias"])
    w_x = w["net.0.weight"][:, :2].t()
    x = torch.randn(1000, 2)
    for k in range(STEPS):
        h = F.silu(torch.addmm(terms[k], x, w_x))
        h = F.silu(F.linear(h, w["net.2.weight"], w["net.2.bias"]))
        h = F.silu(F.linear(h, w["net.4.weight"], w["net.4.bias"]))
        x = x + F.linear(h, w["net.6.weight"], w["net.6.bias"]) / STEPS
np.save(FILES / "cold-torch.npy", x.numpy())
