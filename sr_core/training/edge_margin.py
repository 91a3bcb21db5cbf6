"""The margin that a net needs beyond the edge of a picture, so that a flat colour stays flat up to the edge.

Convolutions that pad with zeros take the outside of a picture for a colour of its own and draw a frame towards it: up
to 122 grey levels off on flat red. The mirror image around the picture moves the frame out of it.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from ..checkpoints import store
from ..checkpoints.card import ModelCard
from ..engine.engines import choose_engine, open_net
from ..engine.net import Net

MAX_FRAME = 0.9 / 255
"""Largest difference from the middle of a flat picture, as a share of the range: less than a grey level of 8 bits, so
that rounding makes it one at most. It is no smaller: where zeros draw no frame, a net trained with them draws the
outermost pixels a little better with zeros (a student for X-rays 0.05 dB on xray/test)."""

SIDE = 64
"""LR pixels of the flat pictures on each side: twice as far as any net here looks on flat colours, and more."""


def measure_edge_margin(net: Net, channels: str) -> int:
    """Find the least margin in LR pixels with which flat colours stay flat to MAX_FRAME.

    Each pixel is compared with the result in the middle, whose pattern, if there is one, repeats with every LR
    pixel. Colours are the corners of the RGB cube and the points between them, greys the levels in ninths of the range.

    Args:
        net: function of (N, C, H, W) in [0, 1] that returns SR.
        channels: channels on the card; all but "rgb" mean one.
    """
    levels = product((0.0, 0.5, 1.0), repeat=3) if channels == "rgb" else ((n / 9,) for n in range(10))
    return max(_frame(net, np.asarray(colour, np.float32)) for colour in levels)


def write_edge_margin(card: ModelCard) -> int:
    """Measure a checkpoint's margin, write it into its card and return it.

    Raises:
        CheckpointError: if its weights cannot be used.
    """
    margin = measure_edge_margin(open_net(card, choose_engine(card, "auto")[0]), card.channels)
    store.write_card(replace(card, inference=replace(card.inference, edge_margin=margin)))
    return margin


def _frame(net: Net, colour: np.ndarray) -> int:
    """Return the width in LR pixels of the frame that a net draws around one flat colour."""
    flat = np.broadcast_to(colour[None, :, None, None], (1, len(colour), SIDE, SIDE))
    answer = net(np.ascontiguousarray(flat))[0]
    scale = answer.shape[-1] // SIDE
    pixels = answer.reshape(-1, SIDE, scale, SIDE, scale)
    middle = pixels[:, SIDE // 2, :, SIDE // 2]  # (C, scale, scale)
    off = np.abs(pixels - middle[:, None, :, None]).max(axis=(0, 2, 4))
    from_edge = np.minimum(np.arange(SIDE), np.arange(SIDE)[::-1])
    framed = np.minimum.outer(from_edge, from_edge)[off > MAX_FRAME]
    return int(framed.max()) + 1 if framed.size else 0
