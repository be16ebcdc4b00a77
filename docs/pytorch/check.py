"""Trains a small run of each network, samples it here and with `millrace sample` from the same noise, and prints the
largest differences.

    VENV/bin/python docs/pytorch/check.py [FOLDER]

VENV needs torch, numpy and safetensors. MILLRACE names the command, if it is not ./millrace.
"""
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

import lesson_unet
import mlp
import residual_unet
from millrace_flow import decoded, sample, sample_by_map

MILLRACE = shlex.split(os.environ.get("MILLRACE", "./millrace"))
SMALL = "--steps 300 --no-plots --quiet".split()
IMAGES = "--steps 20 --batch 16 --sample-every 0 --no-plots --quiet".split()
FP32 = ["--precision", "fp32"]

RUNS = {
    "points": (mlp, ["moons", *SMALL]),
    "points, standardised": (mlp, ["points.csv", "--kind", "points", *SMALL]),
    "points, tanh, time concatenated": (mlp, ["moons", "--activation", "tanh", "--time-input", "concatenated", *SMALL]),
    "points with classes": (mlp, ["8gaussians", "--classes", *SMALL]),
    "points, flow map": (mlp, ["moons", "--objective", "mean-flow", *SMALL]),
    "images, lesson": (lesson_unet, ["mnist", "--net", "lesson", *IMAGES]),
    "images, small": (residual_unet, ["digits", "--net", "small", *IMAGES]),
    "images, small, guided flow map": (residual_unet, ["digits", "--net", "small", "--objective", "mean-flow", "--guided", *IMAGES]),
    "images, base": (residual_unet, ["digits", "--net", "base", *IMAGES]),
}


def padded(model, multiple):
    """The model for images of any size."""
    def velocity(x, *more):
        h, w = x.shape[2:]
        whole = torch.nn.functional.pad(x, (0, -w % multiple, 0, -h % multiple))
        return model(whole, *more)[:, :, :h, :w]
    return velocity


def of(folder, title, program, arguments, steps):
    run = folder / "".join(c if c.isalnum() else "-" for c in title)
    if not run.exists():
        subprocess.run([*MILLRACE, "train", *arguments, "--out", run], check=True)
    model, m = program.load(run / "model.safetensors")
    image = program is not mlp
    shape = [int(m[key]) for key in ("channels", "height", "width")] if image else [int(m["dim"])]
    noise = np.random.default_rng(1).standard_normal((20, *shape), dtype=np.float32)
    np.save(folder / "noise.npy", noise)
    classes, spans = int(m.get("classes", 0)), int(m.get("spans", 0))
    options = ["--steps", str(steps)] + (FP32 if image else [])
    labels, guidance = None, None
    if classes:
        options += ["--class", "1"]
        labels = torch.full((20,), 1)
    if spans > 1:
        guidance = 2
        options += ["--guidance", "2"]
    subprocess.run([*MILLRACE, "sample", run, "--noise", folder / "noise.npy", *options, "--quiet", "--out",
                    folder / "ours.npy"], check=True)
    ours = torch.from_numpy(np.load(folder / "ours.npy"))
    if image:
        multiple = 4 if program is lesson_unet else int(m["patch"]) << (len(m["widths"].split(",")) - 1)
        model = padded(model, multiple)
    x = torch.from_numpy(noise)
    theirs = sample_by_map(model, x, steps, labels, guidance) if spans else sample(model, x, steps, labels)
    theirs = decoded(theirs, m)
    return (theirs - ours).abs().max().item(), ours.abs().max().item()


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="millrace-pytorch-")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    np.savetxt(folder / "points.csv", rng.standard_normal((400, 3)) * [5, 0.1, 100] + [1, -2, 3000],
               delimiter=",")
    print(f"PyTorch {torch.__version__}")
    print(f"{'network':34}{'steps':>6}{'largest difference':>20}{'largest number':>16}")
    for title, (program, arguments) in RUNS.items():
        arguments = [str(folder / a) if a == "points.csv" else a for a in arguments]
        for steps in (1, 4) if program is not mlp else (1, 4, 100):
            difference, largest = of(folder, title, program, arguments, steps)
            print(f"{title:34}{steps:6}{difference:20.1e}{largest:16.3g}", flush=True)


if __name__ == "__main__":
    main()
