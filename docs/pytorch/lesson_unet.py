"""The tutorial's U-Net (--net lesson). Height and width are multiples of 4; others are padded with zeros at the right
and at the bottom, and the result is cut."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from millrace_flow import features, read


class LessonUNet(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.time_mlp = nn.Sequential(nn.Linear(64, hidden), nn.SiLU())
        self.enc1 = nn.Conv2d(channels, hidden, 3, padding=1)
        self.enc2 = nn.Conv2d(hidden, 2 * hidden, 3, stride=2, padding=1)
        self.enc3 = nn.Conv2d(2 * hidden, 2 * hidden, 3, stride=2, padding=1)
        self.dec3 = nn.ConvTranspose2d(2 * hidden, 2 * hidden, 4, stride=2, padding=1)
        self.dec2 = nn.ConvTranspose2d(4 * hidden, hidden, 4, stride=2, padding=1)
        self.dec1 = nn.Conv2d(2 * hidden, channels, 3, padding=1)

    def forward(self, x, t, labels=None):
        h1 = F.silu(self.enc1(x)) + self.time_mlp(features(t, 1))[:, :, None, None]
        h2 = F.silu(self.enc2(h1))
        h3 = F.silu(self.enc3(h2))
        up = torch.cat([F.silu(self.dec3(h3)), h2], dim=1)
        return self.dec1(torch.cat([F.silu(self.dec2(up)), h1], dim=1))


def load(file):
    weights, m = read(file)
    model = LessonUNet(int(m["channels"]), int(m["hidden"]))
    model.load_state_dict(weights, strict=True)
    return model.eval(), m
