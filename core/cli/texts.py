"""Names and paths on the command line: an empty one is a mistake, such as a variable of the shell
that has no value, and does not mean the folder in which one is."""

import argparse
from pathlib import Path


def named(text: str) -> str:
    """A text that is not empty. Raises argparse.ArgumentTypeError."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text


def path(text: str) -> Path:
    """A path that is not empty. Raises argparse.ArgumentTypeError."""
    return Path(named(text))
