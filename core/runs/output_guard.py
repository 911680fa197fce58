"""Where a person's output may be written: never over a file of a run or an input.

Whatever writes to a path that a person has chosen asks here first, and before its work begins.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.foundation.errors import OutputError
from core.foundation.files import check_file_can_be_created, check_folder_can_be_created
from core.foundation.paths import my_digits_file, searches_folder
from core.runs.layout import ABOUT, ALL, HISTORY, HYPERPARAMETERS

_OF_A_RUN = frozenset(name.casefold() for name in ALL)
"""In any case: some file systems do not tell cases apart."""
_SET_ASIDE = re.compile(r"\.damaged-\d+", re.IGNORECASE)
"""In the name of a damaged file that is kept beside what takes its place."""


def check_output(
    path: Path,
    *,
    inputs: Iterable[Path] = (),
    new_run: Path | None = None,
    makes_folder: bool = False,
) -> None:
    """Raise OutputError where a file must not or cannot be written to `path`.

    `inputs` are files, and folders of runs, that the same command reads; `new_run` is the folder
    of a run that it makes before it writes. With `makes_folder` it makes the folder of the file.
    """
    check_replaceable(path, inputs=inputs, new_run=new_run)
    if new_run is not None and _real(path) == _real(new_run):
        raise OutputError(f"{path} is to be the folder of the run. Choose another file.")
    with_run = new_run is not None and _real(path.parent) == _real(new_run)
    try:
        if makes_folder or with_run:
            check_folder_can_be_created(path.parent)
        if path.parent.is_dir() or not (makes_folder or with_run):
            check_file_can_be_created(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} cannot be written.", _reason(error)) from error


def check_output_folder(path: Path) -> None:
    """Raise OutputError where files must not or cannot be written into the folder `path`, which
    may not be there yet."""
    check_replaceable(path / "any", shown=path)
    try:
        check_folder_can_be_created(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"The folder {path} cannot be written.", _reason(error)) from error


def check_new_run(path: Path) -> None:
    """Raise OutputError where a new run must not or cannot be made in the folder `path`."""
    check_output_folder(path)
    for each in _ways(path):
        folder = next(filter(_holds_run, each.parents), None)
        if folder is not None:
            raise OutputError(f"{path} is inside the run in {folder}. Choose another folder.")


def check_replaceable(
    path: Path,
    *,
    inputs: Iterable[Path] = (),
    new_run: Path | None = None,
    shown: Path | None = None,
) -> None:
    """Raise OutputError where a file at `path` belongs to a run or to what is kept for the user,
    or is one of `inputs`. `shown` is what to call it."""
    shown = shown if shown is not None else path
    check_outside_runs(path, new_run=new_run, shown=shown)
    real = _real(path)
    if real == _real(my_digits_file()) or _real(searches_folder()) in real.parents:
        raise OutputError(f"{shown} belongs to what Inkling keeps for you. Choose another file.")
    if any(_same(path, file) for file in _files(inputs)):
        raise OutputError(f"{shown} is what is read, and is not replaced. Choose another file.")


def check_outside_runs(
    path: Path, *, new_run: Path | None = None, shown: Path | None = None
) -> None:
    """Raise OutputError where a file at `path` belongs to a run."""
    for each in _ways(path):
        folder = next((p for p in each.parents if _is_part_of_run(p, each, new_run)), None)
        if folder is not None:
            raise OutputError(
                f"{shown or path} belongs to the run in {folder} and is not replaced. "
                "Choose another file."
            )


def _is_part_of_run(folder: Path, path: Path, new_run: Path | None) -> bool:
    first = path.relative_to(folder).parts[0]
    if first.casefold() not in _OF_A_RUN and not _SET_ASIDE.search(first):
        return False
    return (new_run is not None and folder == _real(new_run)) or _is_run(folder)


def _is_run(folder: Path) -> bool:
    """Whether a folder is one of a run, even of one that has lost a file."""
    return any(os.path.lexists(folder / name) for name in (HYPERPARAMETERS, ABOUT))


def _holds_run(folder: Path) -> bool:
    """Whether a folder is certainly one of a run: others may have files by one of the names."""
    found = [os.path.lexists(folder / name) for name in (HYPERPARAMETERS, ABOUT, HISTORY)]
    return sum(found) > 1


def _ways(path: Path) -> set[Path]:
    """A path as it is named, and where it leads to: either may be in the folder of a run."""
    return {Path(os.path.abspath(path)), _real(path)}  # noqa: PTH100 - keeps symbolic links


def _files(inputs: Iterable[Path]) -> Iterator[Path]:
    for path in inputs:
        yield path
        for name in _OF_A_RUN:
            yield path / name


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)  # by symbolic and hard links, too
    except (OSError, ValueError):
        return _real(one) == _real(other)


def _real(path: Path) -> Path:
    """Where a path leads to, as far as that can be told."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` has just failed


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
