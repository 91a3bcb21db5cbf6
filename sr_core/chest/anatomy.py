"""A chest as formulas: how much of the beam each part takes away, seen from the front, in millimetres.

It is nobody's body. Thicknesses are chords through ellipses and tubes; a lung is tissue with air in it, a rib a shell.
The numbers are those of an adult at about 120 kV: soft tissue 0.18 per centimetre, aerated lung a quarter of that.
"""

from functools import lru_cache

import numpy as np

FIELD_MM = 350.0
"""Side in millimetres of the square that is imaged."""
TISSUE, LUNG, BONE, SPONGY = 0.018, 0.0048, 0.05, 0.027
"""Attenuation per millimetre."""

Points = tuple[np.ndarray, np.ndarray]
"""x (1, W) from the midline, to the image's right, and y (H, 1) from the top, in millimetres."""

_CURVES = {
    "body half": ([-10, 12, 34, 58, 95, 200, 360], [58, 63, 112, 186, 181, 166, 163]),
    "body depth": ([-10, 20, 60, 110, 200, 360], [105, 112, 150, 188, 205, 222]),
    "lung outer": ([40, 48, 62, 90, 140, 200, 250, 300], [44, 66, 88, 111, 129, 139, 142, 141]),
    "lung inner -1": ([40, 62, 100, 150, 200, 300], [44, 24, 21, 26, 27, 24]),
    "lung inner 1": ([40, 62, 100, 150, 200, 300], [44, 24, 22, 27, 30, 30]),
}
"""Outlines: y and the half width or depth there, in millimetres."""
_RIBS = tuple(
    # half width and half height of the ring seen from the front, its upper edge
    (*size, 49.0 + 22.5 * n)
    for n, size in enumerate(
        [(72, 21), (103, 31), (121, 39), (132, 46), (139, 51), (144, 55), (147, 57), (148, 56), (148, 52), (146, 46)]
    )
)


def attenuation(points: Points) -> np.ndarray:
    """Return the line integral of attenuation at points, without unit: the share exp(-result) of the beam arrives."""
    x, y = points
    body = _body(x, y)
    lung = np.zeros(np.broadcast_shapes(x.shape, y.shape))
    for side in (-1, 1):
        half = _columns(x * side > 0)
        lung[:, half] += _lung(x[:, half] * side, y, side)
    near = _columns((x > -55) & (x < 95))
    lung[:, near] *= 1.0 - 0.9 * _heart(x[:, near], y)
    lung = np.minimum(lung, 0.86 * body)
    total = body * TISSUE - lung * (TISSUE - LUNG)
    near = _columns(np.abs(x) < 110)
    total[:, near] += _middle(x[:, near], y)
    for side in (-1, 1):
        half = _columns(x * side > -60)  # beyond, bones of this side add less than 1e-9
        total[:, half] += _bones(x[:, half] * side, y)
    _add_vessels(total, x, y, lung)
    return total


def _columns(wanted: np.ndarray) -> slice:
    """Return the columns where a part is; `wanted` (1, W) is true in one piece. Elsewhere the part adds nothing."""
    found = np.flatnonzero(wanted[0])
    return slice(found[0], found[-1] + 1) if found.size else slice(0)


def _soft(value: np.ndarray) -> np.ndarray:
    """Return a smooth step from 0 far below zero to 1 far above it."""
    return 1.0 / (1.0 + np.exp(np.clip(-value, -60, 60)))


def _chord(share: np.ndarray, power: float = 2.0) -> np.ndarray:
    """Return the depth of an oval at a share of its half width, 1 at the middle and 0 outside."""
    return np.maximum(0.0, 1.0 - np.abs(share) ** power) ** (1.0 / power)


def _curve(name: str, y: np.ndarray) -> np.ndarray:
    # scipy.interpolate takes half a second to import, so that it is only imported for the phantom.
    from scipy.interpolate import PchipInterpolator

    return np.asarray(PchipInterpolator(*_CURVES[name])(y))


def _body(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return _curve("body depth", y) * _chord(x / _curve("body half", y), 2.6)


def _dome(x: np.ndarray, side: int) -> np.ndarray:
    """Return the height of the diaphragm, which falls towards ribs and heart, and lies lower on the left."""
    top = 243.0 if side < 0 else 255.0
    return top + 44.0 * np.clip((x - 66.0) / 76.0, 0, 1) ** 2.2 + 9.0 * np.clip((58.0 - x) / 40.0, 0, 1) ** 2


def _lung(x: np.ndarray, y: np.ndarray, side: int) -> np.ndarray:
    """Return the depth of one lung; x is measured away from the midline."""
    outer, inner = _curve("lung outer", y), _curve(f"lung inner {side}", y)
    across = (x - (outer + inner) / 2) / np.maximum((outer - inner) / 2, 1e-3)
    depth = 168.0 * np.clip((y - 42.0) / 110.0, 0, 1) ** 0.45 * _chord(across, 2.8)
    below = y - _dome(x, side)
    # Behind the dome the lung reaches deeper and thins out.
    shown = 0.8 * _soft(-below / 1.1) + 0.2 * _soft(-(below - 16.0) / 7.0)
    return np.where((x > 0) & (y > 42.0), depth * shown, 0.0)


def _heart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the share of the depth that heart and great vessels fill, 0..1."""
    turn = np.deg2rad(38.0)
    dx, dy = x - 20.0, y - 214.0
    along, over = dx * np.cos(turn) + dy * np.sin(turn), -dx * np.sin(turn) + dy * np.cos(turn)
    heart = _chord(np.hypot(along / 74.0, over / 50.0), 2.4)
    atrium = 0.9 * _chord(np.hypot((x + 18.0) / 30.0, (y - 212.0) / 42.0))
    knob = 0.75 * _chord(np.hypot((x - 21.0) / 19.0, (y - 112.0) / 19.0))
    trunk = 0.6 * _chord(np.hypot((x - 24.0) / 19.0, (y - 145.0) / 26.0))
    vein = 0.55 * _chord(np.hypot((x + 20.0) / 12.0, (y - 128.0) / 50.0))
    return np.maximum.reduce([heart, atrium, knob, trunk, vein])


def _middle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the attenuation of the parts on or near the midline: spine, windpipe, sternum, stomach gas."""
    level = ((y - 8.0) % 23.0) / 23.0
    vertebra = _soft((0.38 - np.abs(level - 0.5)) * 26.0)
    half = 14.0 + 0.018 * y
    spine = (0.45 + 0.55 * vertebra) * 24.0 * _chord(x / half, 2.6) * (SPONGY - TISSUE)
    rims = vertebra * np.exp(-((np.abs(x) - half + 4.5) ** 2 + (((level - 0.4) * 23.0) / 1.7) ** 2) / 8.0) * 0.08
    spread = np.clip((y - 118.0) / 34.0, 0, 1)
    tube = 15.0 * _chord((np.abs(x + 1.0) - 26.0 * spread) / 8.0) * (1.0 - spread) ** 0.5
    sternum = 7.0 * _chord((x - 1.0) / 17.0, 6.0) * _soft((y - 84.0) / 2.0) * _soft((222.0 - y) / 4.0)
    gas = 34.0 * _chord(np.hypot((x - 72.0) / 27.0, (y - 281.0) / 13.0))
    return spine + rims - tube * TISSUE + sternum * (SPONGY - TISSUE) - gas * TISSUE


def _tube(distance: np.ndarray, radius: np.ndarray | float) -> np.ndarray:
    """Return the attenuation of a long bone beyond that of the tissue it displaces: a shell with marrow in it."""
    outer = 2.0 * radius * _chord(distance / radius)
    inner = 2.0 * 0.74 * radius * _chord(distance / (0.74 * radius))
    return (outer - inner) * (BONE - TISSUE) + inner * (SPONGY - TISSUE) * 0.9


def _bones(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the attenuation of ribs, clavicle and shoulder blade of one side; x is measured away from the midline."""
    total = np.zeros(np.broadcast_shapes(x.shape, y.shape))
    for n, (wide, high, top) in enumerate(_RIBS):
        middle = top + high
        inside = (y[:, 0] > top - 8) & (y[:, 0] < middle + high + 8)
        if inside.any():
            total[inside] += _rib(x, y[inside] - middle, float(wide), float(high), 3.4 + 0.16 * min(n, 6))
    bend = 64.0 - 11.0 * np.tanh((x - 66.0) / 34.0) - 0.05 * x
    clavicle = _tube((y - bend) * 0.97, 5.6 + 1.2 * np.exp(-(((x - 16.0) / 9.0) ** 2)))
    total += clavicle * _soft((x - 12.0) / 1.2) * _soft((150.0 - x) / 3.0)
    edge = 112.0 + 0.27 * (y - 60.0)  # the blade's inner border
    blade = _soft((x - edge) / 1.5) * _soft((182.0 - 0.5 * (x - 110.0) - y) / 2.0) * _soft((y - 66.0) / 2.0)
    rim = np.exp(-(((x - edge - 2.0) / 2.2) ** 2)) * _soft((178.0 - y) / 3.0) * _soft((y - 70.0) / 3.0)
    return total + 0.06 * blade + 0.05 * rim


def _rib(x: np.ndarray, y: np.ndarray, wide: float, high: float, radius: float) -> np.ndarray:
    """Return one rib as a tilted ring: its upper arc lies behind, its lower one ends in cartilage in front."""
    ring = np.hypot(x / wide, y / high)
    slope = np.hypot(x / wide**2, y / high**2) / np.maximum(ring, 1e-6)
    distance = (ring - 1.0) / np.maximum(slope, 1e-6)
    front = _soft(y / (0.12 * high))
    # In front the ribs are flatter and end before the sternum; behind they begin at the spine.
    ends = (1.0 - front) * _soft((x - 20.0) / 2.0) + 0.72 * front * _soft((x - 0.62 * wide) / 5.0)
    return _tube(distance, radius * (1.0 + 0.35 * front)) * ends * (1.0 + 0.25 * np.clip(x / wide, 0, 1) ** 6)


def _add_vessels(total: np.ndarray, x: np.ndarray, y: np.ndarray, lung: np.ndarray) -> None:
    """Add the blood vessels of the lungs, only where they are."""
    across, down, tree = x[0], y[:, 0], np.zeros_like(total)
    for x0, y0, x1, y1, r0, r1 in vessels():
        pad = max(r0, r1) + 1.0
        if max(y0, y1) + pad < down[0] or min(y0, y1) - pad > down[-1]:
            continue
        rows = slice(*np.searchsorted(down, (min(y0, y1) - pad, max(y0, y1) + pad)))
        cols = slice(*np.searchsorted(across, (min(x0, x1) - pad, max(x0, x1) + pad)))
        if rows.start == rows.stop or cols.start == cols.stop:
            continue
        dx, dy = across[None, cols] - x0, down[rows, None] - y0
        length = np.hypot(x1 - x0, y1 - y0)
        along = np.clip((dx * (x1 - x0) + dy * (y1 - y0)) / length**2, 0, 1)
        radius = r0 + (r1 - r0) * along
        chord = 2.0 * radius * _chord(np.hypot(dx - along * (x1 - x0), dy - along * (y1 - y0)) / radius)
        room = np.clip(lung[rows, cols] / 60.0, 0, 1)
        tree[rows, cols] = np.maximum(tree[rows, cols], chord * room)
    total += tree * 1.7 * (TISSUE - LUNG)


@lru_cache(maxsize=1)
def vessels() -> tuple[tuple[float, float, float, float, float, float], ...]:
    """Return the pieces of the vessel trees: start, end, radius at both, in millimetres; the same every time."""
    rng = np.random.default_rng(11)
    found: list[tuple[float, float, float, float, float, float]] = []
    for side in (-1.0, 1.0):
        for angle in np.linspace(-1.15, 1.25, 9):
            stack = [(side * 34.0, 158.0 + 16.0 * angle, angle + rng.normal(0, 0.1), 3.6 + rng.uniform(0, 1.2))]
            while stack:
                px, py, heading, radius = stack.pop()
                if radius < 0.45 or abs(px) > 138:
                    continue
                step = rng.uniform(7, 13)
                heading += rng.normal(0, 0.16)
                qx, qy = px + side * step * np.cos(heading), py + step * np.sin(heading)
                found.append((float(px), float(py), float(qx), float(qy), radius, radius * 0.9))
                stack.append((qx, qy, heading, radius * 0.88))
                if rng.random() < 0.5:
                    stack.append((qx, qy, heading + rng.choice([-1, 1]) * rng.uniform(0.4, 0.8), radius * 0.62))
    return tuple(found)
