"""BMP: 1 to 32 bits, palette, RLE."""

import io

from PIL import BmpImagePlugin

from .raster import Raster, check_size, load_pillow


def read_bmp(data: bytes) -> Raster:
    """Decode a BMP.

    Raises:
        DecodeError: if it is too large.
    """
    with BmpImagePlugin.BmpImageFile(io.BytesIO(data)) as image:  # reads the header only
        check_size(*image.size)
        samples, alpha = load_pillow(image)
    return Raster(samples, alpha)
