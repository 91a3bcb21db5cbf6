"""Bits of a header, the most significant of a byte first, as HEVC and AV1 have them."""


class Bits:
    """Reads numbers of any width.

    bits = Bits(b"\\xa0")
    bits.read(1), bits.read(2)   # (1, 1)
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def read(self, count: int) -> int:
        """Read an unsigned number.

        Raises:
            ValueError: beyond the end.
        """
        end = self._at + count
        if end > 8 * len(self._data):
            raise ValueError("the header ends early")
        first, last = self._at // 8, -(-end // 8)
        self._at = end
        return int.from_bytes(self._data[first:last]) >> (8 * last - end) & ((1 << count) - 1)

    def exp_golomb(self) -> int:
        """Read ue(v) of HEVC and uvlc() of AV1.

        Raises:
            ValueError: for more than 32 bits, or beyond the end.

        Source: ITU-T H.265, 9.2; AV1 specification, 4.10.3.
        """
        zeros = 0
        while not self.read(1):
            zeros += 1
            if zeros > 32:
                raise ValueError("the header holds an impossible number")
        return (1 << zeros) - 1 + self.read(zeros)
