"""A service of the tutorial's network as one writes it in Python: FastAPI on uvicorn, PyTorch at its best inside.

    uvicorn --app-dir bench/peers --workers 2 service_torch:app

FILES in the environment is the folder of shared files. A request is {"count": …, "steps": …, "seed": …}; the answer is an
.npy file, or JSON if the client accepts only that. Each worker is a process with one thread of PyTorch.
"""
import io
import os
from pathlib import Path

import numpy as np
import torch
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, Field
from safetensors.torch import load_file

from mlp_torch import ExpertMLP, euler

torch.set_num_threads(1)
model = ExpertMLP()
model.load_state_dict(load_file(Path(os.environ["FILES"]) / "run" / "model.safetensors"), strict=True)
model.eval()
samplers = {}
app = FastAPI()


class Asked(BaseModel):
    count: int = Field(1000, ge=1, le=1_000_000)
    steps: int = Field(20, ge=1, le=1000)
    seed: int = 0


def sampler(steps):
    if steps not in samplers:
        samplers[steps] = euler(model, steps, lambda step: step)
    return samplers[steps]


@app.get("/healthz")
def healthz():
    return {}


# Not "def": a thread of its own for each request takes longer than these samples.
@app.post("/sample")
async def sample(asked: Asked, request: Request):
    noise = torch.randn(asked.count, 2, generator=torch.Generator().manual_seed(asked.seed))
    points = sampler(asked.steps)(noise).numpy()
    if request.headers.get("accept") == "application/json":
        return {"seed": asked.seed, "rows": points.tolist()}
    file = io.BytesIO()
    np.save(file, points)
    return Response(file.getvalue(), media_type="application/x-npy", headers={"Seed": str(asked.seed)})
