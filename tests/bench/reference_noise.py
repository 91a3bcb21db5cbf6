"""What noise in the reference costs: no network can predict it, and PSNR counts it as error.

python -m tests.bench.reference_noise DATA [ID ...]     # DATA holds xray/test; networks measured there

Prints the noise of each reference, the PSNR that a perfect picture without noise would get, and what each network
would gain on a reference without it. The estimate takes fine texture for noise and overlooks coarse noise.
"""

import csv
import math
import sys
from pathlib import Path

import numpy as np
from scipy.ndimage import convolve

from sr_core.checkpoints.store import models_folder
from sr_core.decode import decode

SECOND_DIFFERENCE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float64)


def noise(plane: np.ndarray) -> float:
    """Standard deviation of white noise in (H, W), in its grey levels.

    Source: Immerkær, Fast Noise Variance Estimation, CVIU 64(2), 1996, eq. 4.
    """
    answer = np.abs(convolve(plane.astype(np.float64), SECOND_DIFFERENCE)[1:-1, 1:-1])
    return float(math.sqrt(math.pi / 2) * answer.mean() / 6)


def gain(psnr: float, sigma: float) -> float:
    """PSNR (dB) that the same picture would gain on an 8-bit reference without noise of `sigma` grey levels."""
    error = 255**2 / 10 ** (psnr / 10)
    return -10 * math.log10(1 - sigma**2 / error)


def main() -> None:
    """Print the table."""
    data, ids = Path(sys.argv[1]), sys.argv[2:] or ["rdn-xray-x4", "edsr-xray-x4", "xray-lite-x4"]
    sigmas = {
        path.name: noise(decode(path.read_bytes(), path.name).pixels[8:-8, 8:-8, 0])
        for path in sorted((data / "xray" / "test").glob("*.png"))
    }
    values = np.array(list(sigmas.values()))
    ceiling = np.mean(20 * np.log10(255 / values))
    print(f"{len(sigmas)} references: sigma {values.min():.2f} to {values.max():.2f}, mean {values.mean():.2f} of 255")
    print(f"a perfect picture without noise: {ceiling:.1f} dB")
    for identifier in ids:
        with (models_folder() / identifier / "results.csv").open(newline="") as file:
            psnr = {row["name"]: float(row["psnr"]) for row in csv.DictReader(file) if row["set"] == "xray/test"}
        gains = [gain(psnr[name], sigma) for name, sigma in sigmas.items()]
        print(f"{identifier}: {np.mean(gains):.2f} dB more without noise ({min(gains):.2f} to {max(gains):.2f})")


if __name__ == "__main__":
    main()
