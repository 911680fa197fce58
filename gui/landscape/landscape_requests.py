"""The computation of a landscape in a thread, and its results."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.datasets.mnist import DatasetProvider
from core.foundation.errors import InklingError
from gui.common.tasks import Publish
from gui.session.model_line import lasting_name

if TYPE_CHECKING:
    from core.landscape.contours import Contour
    from core.landscape.landscape import Landscape, LandscapeOptions
    from core.landscape.training_path import TrainingPath
    from core.models.model_file import Model


@dataclass(frozen=True, slots=True)
class OtherRun:
    """A run whose path is shown, too."""

    path: Path
    title: str
    color: int
    """The number of its color in the theme."""


@dataclass(frozen=True, slots=True, eq=False)
class LandscapeRequest:
    """What is to be computed."""

    model: "Model"
    """The network in the middle."""
    folder: Path | None
    """The run that it is from; None for a network without a run."""
    others: tuple[OtherRun, ...]
    options: "LandscapeOptions"


@dataclass(frozen=True, slots=True)
class LandscapeProgress:
    """How much has been computed."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class LandscapeResult:
    """A landscape with its contours."""

    request: LandscapeRequest
    landscape: "Landscape"
    contours: "Sequence[Contour]"
    colors: tuple[int | None, ...]
    """For each of its paths, the number of the color; None for the run of the network itself."""
    problems: tuple[str, ...]
    """Why the paths of other runs are not shown."""


@dataclass(frozen=True, slots=True)
class LandscapeRefusal:
    """Why there is no landscape of what was chosen."""

    reason: str


def compute(request: LandscapeRequest, source: DatasetProvider, publish: Publish) -> None:
    """Compute a landscape, and publish its progress and the result, or why there is none."""
    try:
        publish(_result(request, source, publish))
    except InklingError as error:
        publish(LandscapeRefusal(str(error)))


def _result(
    request: LandscapeRequest, source: DatasetProvider, publish: Publish
) -> LandscapeResult:
    from core.landscape.contours import contours
    from core.landscape.landscape import landscape

    own = _own_path(request)
    others, problems = _other_paths(request)
    found = landscape(
        [own, *(path for path, _ in others)],
        source.get(),
        request.options,
        progress=lambda done, total: publish(LandscapeProgress(done, total)),
    )
    numbers = [None, *(color for _, color in others)]
    colors = tuple(numbers[path.number] for path in found.paths)
    return LandscapeResult(request, found, contours(found), colors, (*problems, *found.left_out))


def _other_paths(
    request: LandscapeRequest,
) -> tuple[list[tuple["TrainingPath", int]], list[str]]:
    """Return the paths of other runs with their colors, and why some cannot be read."""
    paths, problems = [], []
    for each in request.others:
        try:
            paths.append((_path(each.path, each.title), each.color))
        except InklingError as error:
            problems.append(f"{each.title}: {error}")
    return paths, problems


def _own_path(request: LandscapeRequest) -> "TrainingPath":
    """Return the path to the network; a run in progress has not saved all of it yet."""
    from core.foundation.errors import RunError
    from core.landscape.training_path import check_size, path_of_model

    check_size(len(request.model.network.parameters))
    own = path_of_model(request.model, lasting_name(request.model))
    if request.folder is None:
        return own
    try:
        path = _path(request.folder)
    except RunError:
        return own
    if path.network.sizes != own.network.sizes:
        return own
    return replace(path, network=own.network)


def _path(folder: Path, title: str = "") -> "TrainingPath":
    from core.landscape.training_path import path_of
    from core.runs.run import read_run

    path = path_of(read_run(folder))
    return replace(path, name=title) if title else path
