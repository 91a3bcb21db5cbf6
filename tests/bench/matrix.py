"""Every network of a scale on inputs that were made in several ways, into models/data/degradations-xN.json.

python -m tests.bench.matrix DIR SCALE

The file holds mean PSNR; the Benchmark page shows the gains over bicubic on the same input.
"""

import sys
import time
from pathlib import Path

import sr_core as sr
from sr_core.benchmark.degradation_matrix import measure_matrix, write_matrix
from sr_core.benchmark.pictures import read_files


def degradations(scale: int) -> list[sr.Degradation]:
    """List the ways: that of the training, then other filters, blur, noise, JPEG, and some of these together."""
    return [
        sr.Degradation(scale),
        sr.Degradation(scale, kernel="box"),
        sr.Degradation(scale, kernel="nearest"),
        sr.Degradation(scale, blur_sigma=2.0),
        sr.Degradation(scale, noise_sigma=5.0),
        sr.Degradation(scale, jpeg_quality=60),
        sr.Degradation(scale, blur_sigma=1.2, noise_sigma=3.0, jpeg_quality=75),
    ]


def main() -> None:
    folder, scale = Path(sys.argv[1]), int(sys.argv[2])
    pictures = [sr.decode(data, name) for name, data in read_files(folder)]
    begun = time.monotonic()
    networks = [card.id for card in sr.checkpoints() if (card.scale, card.purpose) == (scale, "Photographs")]

    def told(method: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {method}", flush=True)

    found = measure_matrix(pictures, networks, degradations(scale), data=folder.name, on_done=told)
    write_matrix(found)
    print(f"{found.images} pictures of {found.data}, x{scale}, gain over bicubic in dB; {found.protocol}")
    for method in networks:
        print(f"{method:24}" + " ".join(f"{gain:+7.2f}" for gain in found.gains(method)))


if __name__ == "__main__":
    main()
