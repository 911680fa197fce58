"""The output guard protects files of runs and inputs from being overwritten by an output.

Every command that writes to a path chosen by the user checks it here before its work begins.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.foundation.errors import OutputError
from core.foundation.files import check_file_can_be_created, check_folder_can_be_created
from core.foundation.paths import my_digits_file, searches_folder
from core.runs.layout import ALL, HISTORY, HYPERPARAMETERS, METADATA

_OF_A_RUN = frozenset(name.casefold() for name in ALL)
"""Case-folded: some file systems ignore case."""
_SET_ASIDE = re.compile(r"\.damaged-\d+", re.IGNORECASE)
"""Part of the name of a damaged file that was set aside."""


def check_output(
    path: Path,
    *,
    inputs: Iterable[Path] = (),
    new_run: Path | None = None,
    makes_folder: bool = False,
) -> None:
    """Raise OutputError where a file must not or cannot be written to `path`.

    `inputs` are files and folders of runs that the same command reads; `new_run` is the folder of
    a run that it makes before. With `makes_folder` it also makes the folder of the file.
    """
    check_replaceable(path, inputs=inputs, new_run=new_run)
    if new_run is not None and _real(path) == _real(new_run):
        raise OutputError(f"{path} will be the folder of the run. Choose another file.")
    with_run = new_run is not None and _real(path.parent) == _real(new_run)
    try:
        if makes_folder or with_run:
            check_folder_can_be_created(path.parent)
        if path.parent.is_dir() or not (makes_folder or with_run):
            check_file_can_be_created(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} cannot be written.", _reason(error)) from error


def check_output_folder(path: Path) -> None:
    """Raise OutputError where files must not or cannot be written into the folder `path`.

    The folder need not exist yet.
    """
    check_replaceable(path / "any", shown=path)
    try:
        check_folder_can_be_created(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"The folder {path} cannot be written.", _reason(error)) from error


def check_new_run(path: Path) -> None:
    """Raise OutputError where a new run must not or cannot be made in the folder `path`."""
    check_output_folder(path)
    for each in _spellings(path):
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
    """Raise OutputError where a file at `path` must not be replaced.

    It must not belong to a run or to the data that Inkling keeps for the user, nor be one of
    `inputs`. `shown` is the path to name in the message.
    """
    shown = shown if shown is not None else path
    check_outside_runs(path, new_run=new_run, shown=shown)
    real = _real(path)
    if real == _real(my_digits_file()) or _real(searches_folder()) in real.parents:
        raise OutputError(
            f"{shown} belongs to the data that Inkling keeps for you. Choose another file."
        )
    if any(_same(path, file) for file in _files(inputs)):
        raise OutputError(f"{shown} is an input and is not replaced. Choose another file.")


def check_outside_runs(
    path: Path, *, new_run: Path | None = None, shown: Path | None = None
) -> None:
    """Raise OutputError where a file at `path` belongs to a run."""
    for each in _spellings(path):
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
    """Return whether a folder is that of a run, even of a run that has lost a file."""
    return any(os.path.lexists(folder / name) for name in (HYPERPARAMETERS, METADATA))


def _holds_run(folder: Path) -> bool:
    """Return whether a folder is certainly that of a run: one name may also occur elsewhere."""
    names = HYPERPARAMETERS, METADATA, HISTORY
    return sum(os.path.lexists(folder / name) for name in names) > 1


def _spellings(path: Path) -> set[Path]:
    """Return a path as written and as resolved: either may be in the folder of a run."""
    return {Path(os.path.abspath(path)), _real(path)}  # noqa: PTH100 - keeps symbolic links


def _files(inputs: Iterable[Path]) -> Iterator[Path]:
    for path in inputs:
        yield path
        for name in _OF_A_RUN:
            yield path / name


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)  # also for symbolic and hard links
    except (OSError, ValueError):
        return _real(one) == _real(other)


def _real(path: Path) -> Path:
    """Resolve a path as far as that is possible."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` has just failed


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
