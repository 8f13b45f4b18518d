"""Remembers which keys came before, in memory that does not grow."""

from __future__ import annotations

BITS = 1 << 26
"""Eight megabytes. Of a million keys about one in 10,000 is taken for an earlier one, of ten million one in 20."""


class Seen:
    """A Bloom filter (Bloom 1970): never forgets a key, and takes a few new ones for known."""

    def __init__(self, bits: int = BITS) -> None:
        self._bits = bits
        self._held = bytearray(bits >> 3)

    def add(self, number: int) -> bool:
        """Takes note of a number, which must be evenly spread over at least 80 bits; whether it was there before."""
        held, before = self._held, True
        for _ in range(3):
            number, place = divmod(number, self._bits)
            mask = 1 << (place & 7)
            if not held[place >> 3] & mask:
                held[place >> 3] |= mask
                before = False
        return before
