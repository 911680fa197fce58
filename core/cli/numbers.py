"""Numbers on the command line."""

import argparse

_LONGEST_COUNT = 5


def count(text: str) -> int:
    """A whole number from 0 to 99,999. Raises argparse.ArgumentTypeError for all else."""
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_COUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number up to 99,999")
    return int(text)
