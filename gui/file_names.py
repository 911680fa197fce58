"""Names of files that a person has typed into a dialog."""

from collections.abc import Collection
from pathlib import Path

from core.errors import OutputError
from core.files import is_file


def with_ending(path: Path, ending: str, known: Collection[str]) -> Path:
    """`path`, where it ends with one of `known`, in any case; else with `ending` after it.

    Raises OutputError where that file is there: the dialog has asked about another name.
    """
    if path.suffix.lower() in known:
        return path
    path = path.with_name(path.name + ending)
    if is_file(path):
        raise OutputError(f"{path} is there already. Choose it by its whole name to replace it.")
    return path
