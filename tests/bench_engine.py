"""What tiles cost, as ratios measured in one run: `python -m tests.bench_engine [CHECKPOINT]`."""

import sys
import time

import sr_core as sr

from .pictures import smooth_picture

TILES = (None, 256, 128, 96, 64)
ROUNDS = 3


def main() -> None:
    checkpoint = sys.argv[1] if len(sys.argv) > 1 else "edsr-x4"
    card = next(card for card in sr.checkpoints() if card.id == checkpoint)
    lr = sr.DecodedImage(smooth_picture(256, 256))
    best = dict.fromkeys(TILES, float("inf"))
    for _ in range(ROUNDS):
        for tile in TILES:
            started = time.perf_counter()
            sr.upscale(lr, checkpoint, options=sr.UpscaleOptions(tile_size=tile))
            best[tile] = min(best[tile], time.perf_counter() - started)
    print(f"{checkpoint}, 256 x 256, best of {ROUNDS} rounds; the page promises the estimate")
    print(f"{'tile':>6} {'seconds':>8} {'ratio to whole':>15} {'estimate / measured':>20}")
    for tile, seconds in best.items():
        promise = sr.estimate_seconds(card, 256, 256, sr.UpscaleOptions(tile_size=tile)) / seconds
        print(f"{tile or 'whole':>6} {seconds:>8.2f} {seconds / best[None]:>15.2f} {promise:>20.2f}")


if __name__ == "__main__":
    main()
