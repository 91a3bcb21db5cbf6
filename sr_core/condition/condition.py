"""Condition of a picture: what it has been through, measured, and the kind of network that suits it."""

from dataclasses import dataclass

from ..errors import MetricError
from ..image.resize import resize_image
from ..types import DecodedImage
from .content import Content, measure_content
from .grey_noise import grey_noise
from .jpeg_tables import JpegQuality, jpeg_quality
from .periods import Blocks, find_blocks, find_repeat
from .samples import take_samples
from .sharpness import edge_blur

SHARPEST = 0.5
"""Blur, in pixels, of an edge as sharp as pixels can hold one: Lowe, "Distinctive image features from scale-invariant
keypoints", IJCV 60 (2004), section 3.3."""
WORST_JPEG = 70
"""JPEG quality below which a picture counts as degraded. Of 25 small photographs saved at quality 30 to 95, edsr-x2 was
less than 0.2 dB better than bicubic on 13 of them; this told those best."""
STRONGEST_BLOCKS = 0.04
"""Strength of 8 x 8 blocks above which a picture that is no JPEG file counts as degraded."""
MOST_NOISE = 3.5
"""Noise in grey levels above which a picture counts as degraded."""
SOFT = 1.75
"""Factor by which a picture could shrink from which a user is told so."""
SOFTEST = 2.5
"""Factor by which a picture could shrink above which it counts as degraded.

It and the two before it were found by tests/bench/condition.py, rule, which calls a picture degraded where edsr-x2 is
less than 0.2 dB better than bicubic."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Measured condition of one picture."""

    height: int
    """Number of rows of the picture."""
    width: int
    """Number of columns of the picture."""
    jpeg: JpegQuality | None
    """Quality of the file, where it is a JPEG whose bytes were given; else None."""
    blocks: Blocks
    """8 x 8 blocks in the pixels, from any JPEG, or compression like it, that the picture went through without being
    resized since."""
    noise: float
    """Standard deviation of the luma's noise in 8-bit grey levels, 0 or more."""
    blur: float | None
    """Standard deviation of the steepest edges' blur in pixels, 0.05..12; None for a picture without edges."""
    repeat: int
    """Factor, 1..16, by which the picture was enlarged by repeating its pixels; 1 if it was not."""
    content: Content
    """Signs of a graphic; `content.kind` is "photograph" or "graphic"."""

    @property
    def shrinkable(self) -> float:
        """Factor, 1 or more, by which both sides could shrink with little loss of detail.

        The factor of the repetition where pixels repeat; else the blur over 0.5 pixels, that of the sharpest edges.
        """
        if self.repeat > 1:
            return float(self.repeat)
        return 1.0 if self.blur is None else max(1.0, self.blur / SHARPEST)

    @property
    def detail(self) -> float:
        """Share, 0..1, of the detail per side that the pixels could hold: 0.5 for a picture enlarged by 2."""
        return 1.0 / self.shrinkable

    @property
    def filled_size(self) -> tuple[int, int]:
        """Rows and columns, at least 1, that the detail of the picture fills."""
        return max(1, round(self.height / self.shrinkable)), max(1, round(self.width / self.shrinkable))

    @property
    def soft(self) -> bool:
        """True if both sides could shrink by 1.75 or more with little loss of detail, or pixels repeat.

        Of 169 photographs of the test and training sets, 7 % are soft by this measure; of the same ones enlarged by 2
        with bicubic interpolation, 73 % (tests/bench/condition.py, soft).
        """
        return self.shrinkable >= SOFT

    @property
    def degraded(self) -> bool:
        """True if a network trained on compressed and noisy pictures suits the picture better than one for clean ones.

        It is so for a strong JPEG (`compressed`), a noisy one (`noisy`), and one so soft that it could shrink by more
        than 2.5. On 168 degraded versions of 24 photographs that were not used to find these limits, 8 % of those on
        which the network for clean pictures fails were missed, and 37 % of the others were called degraded.
        """
        return self.compressed or self.noisy or self.shrinkable > SOFTEST

    @property
    def compressed(self) -> bool:
        """True of a JPEG file below quality 70, and of another file with 8 x 8 blocks above a strength of 0.04.

        A JPEG that was saved again as a JPEG of high quality is not told by it.
        """
        return self.blocks.strength > STRONGEST_BLOCKS if self.jpeg is None else self.jpeg.quality < WORST_JPEG

    @property
    def noisy(self) -> bool:
        """True of a photograph with more noise than 3.5 grey levels; the tones of a graphic are no noise."""
        return self.noise > MOST_NOISE and self.content.kind == "photograph"


def shrink_to_detail(image: DecodedImage, condition: Condition) -> DecodedImage:
    """Make a soft picture as small as its detail allows, so that a network gets a sharp one.

    Args:
        image: the picture.
        condition: its measured condition.

    Returns:
        The picture at `condition.filled_size`: where pixels repeat, the mean of each block of them, else by bicubic
        reduction.
    """
    return resize_image(image, *condition.filled_size, kernel="box" if condition.repeat > 1 else "bicubic")


def measure_condition(image: DecodedImage, data: bytes | None = None) -> Condition:
    """Measure the condition of a picture on at most 16 tiles of 256 x 256 pixels, spread evenly over it.

    A picture of up to a megapixel is measured whole. A picture of less than 32 pixels on a side has no noise, no
    blocks and no blur that could be measured.

    Args:
        image: display values as decoded, not resized.
        data: bytes of its file; where they are a JPEG, its quality is read from them.

    Raises:
        MetricError: if the picture holds measured values.

    Source: each value names its own in `sr_core/condition/`.
    """
    if image.unit:
        raise MetricError(
            f"expected a picture of display values to measure its condition, found values in {image.unit}; "
            "decode it as a picture"
        )
    samples = take_samples(image)
    noise = grey_noise(samples)
    return Condition(
        height=image.height,
        width=image.width,
        jpeg=None if data is None else jpeg_quality(data),
        blocks=find_blocks(samples),
        noise=noise,
        blur=edge_blur(samples, noise),
        repeat=find_repeat(samples),
        content=measure_content(samples, image.peak),
    )
