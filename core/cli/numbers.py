"""Numbers on the command line."""

import argparse
import re
from collections.abc import Callable


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number between two limits, both included, in the digits 0 to 9.

    It raises argparse.ArgumentTypeError for all else.
    """

    def read(text: str) -> int:
        # int() also reads "1_0", " 1" and digits of other scripts: not meant here.
        if not re.fullmatch(r"-?[0-9]{1,20}", text) or not least <= int(text) <= most:
            shown = text if len(text) <= 40 else f"{text[:39]}…"
            raise argparse.ArgumentTypeError(
                f"{shown!r} is no whole number between {least:,} and {most:,}"
            )
        return int(text)

    return read


count = whole(0, 99_999)
"""Reads a whole number from 0 to 99,999."""
