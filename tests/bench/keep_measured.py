"""What keeping the measured temperatures costs and gains, on a folder of thermograms.

python -m tests.bench.keep_measured DIR SCALE METHOD [METHOD ...]

Each HR is shrunk by bicubic, enlarged with and without the correction to 0.05 degC (a camera's NETD), and compared.
"""

import sys
from pathlib import Path

import numpy as np

from sr_core.benchmark.pictures import read_files
from sr_core.decode import decode
from sr_core.engine.upscale import upscale
from sr_core.image.degradations import crop_to_scale, degrade
from sr_core.metrics.temperature_error import temperature_error
from sr_core.types import Degradation, UpscaleOptions

NETD = 0.05


def main() -> None:
    folder, scale, methods = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    pictures = [crop_to_scale(decode(data, name), scale) for name, data in read_files(folder)]
    print(f"{folder}, x{scale}, {len(pictures)} thermograms, kept within {NETD} degC; means, mismatch: largest of all")
    print("method            mismatch before/after  MAE before/after   max before/after   seconds net / correction")
    for method in methods:
        rows = []
        for hr in pictures:
            lr = degrade(hr, Degradation(scale=scale))
            plain = upscale(lr, method, scale=scale)
            kept = upscale(lr, method, scale=scale, options=UpscaleOptions(keep_measured=NETD))
            assert kept.correction is not None
            errors = [temperature_error(result.image, hr) for result in (plain, kept)]
            found = kept.correction
            rows.append(
                (found.mismatch_before, found.mismatch_after, errors[0].mae_c, errors[1].mae_c, errors[0].max_c,
                 errors[1].max_c, plain.seconds, found.seconds)
            )  # fmt: skip
        before, after = np.max(rows, axis=0)[:2]
        mae, mae_kept, largest, largest_kept, seconds, correction = np.mean(rows, axis=0)[2:]
        print(
            f"{method:<17} {before:8.3f} / {after:.3f}       {mae:.4f} / {mae_kept:.4f}    "
            f"{largest:.3f} / {largest_kept:.3f}      {seconds:.3f} / {correction:.3f}"
        )


main()
