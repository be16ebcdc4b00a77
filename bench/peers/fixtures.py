"""Writes the files with which the tests compare our networks: weights made by PyTorch, some inputs, and PyTorch's
outputs.

    python3 -m venv VENV && VENV/bin/pip install torch==2.13.0 numpy safetensors
    VENV/bin/python bench/peers/fixtures.py

The weights have PyTorch's default initialisation with seed 0, so that no layer is zero. Those of the U-Net are stored
in bfloat16, and are rounded to it before the outputs are computed. Every output is computed in float64 from these
weights, so that the fixtures are more exact than float32 can be. Running it again gives the same files with the same
PyTorch.
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from mlp_torch import ConcatenatedMLP, VelocityMLP

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs/pytorch"))
from residual_unet import ResidualUNet

TIME_SCALE = 1000
POINTS = ROOT / "flow/src/test/resources/dev/millrace/flow/run"
IMAGES = ROOT / "torch/src/test/resources/dev/millrace/torch"
# Both ends, and times whose sines differ much from those at the ends.
TIMES = [0.0, 1.0, 0.5, 0.123, 0.987]


def write(folder, name, model, weights, metadata, x, *more):
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / f"{name}.safetensors", metadata={"format": "pt"} | metadata)
    t = torch.tensor(TIMES)
    with torch.no_grad():
        v = model.double()(x.double(), t.double(), *more).float()
    content = {"x": x, "t": t, "v": v}
    if more:
        content["labels"] = more[0].float()
    save_file(content, folder / f"{name}-io.safetensors")
    print(name, sum(w.numel() for w in weights.values()), "weights, |v| =", v.abs().mean().item())


def points(name, model, dim, metadata, *more):
    write(POINTS, name, model, model.state_dict(), metadata, 2 * torch.randn(len(TIMES), dim), *more)


def images(name, classes, size, **shape):
    model = ResidualUNet(classes=classes, time_scale=TIME_SCALE, **shape)
    weights = {key: value.bfloat16() for key, value in model.state_dict().items()}
    model.load_state_dict({key: value.float() for key, value in weights.items()}, strict=True)
    metadata = {"architecture": "residual-unet", "channels": shape["channels"], "height": size[0], "width": size[1],
                "classes": classes, "patch": shape["patch"], "widths": ",".join(map(str, shape["widths"])),
                "blocks": shape["blocks"], "attention_from": shape["attention_from"], "dropout": 0.1,
                "time_scale": float(TIME_SCALE)}
    x = torch.randn(len(TIMES), shape["channels"], *size)
    labels = [torch.arange(len(TIMES)) % (classes + 1)] if classes > 0 else []
    write(IMAGES, name, model, weights, {key: str(value) for key, value in metadata.items()}, x, *labels)


torch.manual_seed(0)
points("mlp-silu", VelocityMLP(2, 24, 2), 2, {})
points("mlp-selu", ConcatenatedMLP(3, 20, 3), 3, {"activation": "selu"})
images("residual-unet", 3, (8, 12), channels=2, patch=2, widths=[16, 16], blocks=1, attention_from=1)
images("residual-unet-plain", 0, (3, 4), channels=1, patch=1, widths=[16], blocks=2, attention_from=1)
points("mlp-classes", VelocityMLP(2, 24, 2, classes=3), 2, {"classes": "3"}, torch.tensor([0, 1, 2, 3, 1]))
