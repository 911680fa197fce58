"""Pictures of a search, as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

from core.foundation.errors import SearchError
from core.foundation.files import write_atomically
from core.plots.parallel_coordinates import Metric, TrialPoint
from core.plots.rendering import Format
from core.plots.search_figure import search_figure
from core.runs.output_guard import check_replaceable
from core.tuning.study import SharedStudy
from core.tuning.trial_result import TrialResult


def metric_of(*, lower_is_better: bool) -> Metric:
    """What the trials of a search are compared by."""
    label = "Validation loss\n(per image)" if lower_is_better else "Validation accuracy\n(%)"
    return Metric(label, lower_is_better)


def trial_points(results: Sequence[TrialResult], metric: Metric) -> list[TrialPoint]:
    """The trials that are complete; accuracies in percent."""
    factor = 1 if metric.lower_is_better else 100
    return [
        TrialPoint(each.settings, factor * each.value)
        for each in results
        if each.state == "complete" and each.value is not None
    ]


def check_plot(path: Path) -> Format:
    """The format that a file's name ends with. Raises SearchError for an unknown one."""
    ending = path.suffix[1:].lower()
    if ending not in get_args(Format):
        raise SearchError(f"{path}: a picture ends in .{', .'.join(get_args(Format))}.")
    return cast(Format, ending)


def write_plot(path: Path, study: SharedStudy) -> None:
    """Parallel coordinates and importances.

    Raises SearchError where they cannot be written, OutputError where they would replace a file
    of a run.
    """
    picture_format = check_plot(path)
    check_replaceable(path)
    metric = metric_of(lower_is_better=study.space.lower_is_better)
    points = trial_points(study.results(), metric)
    content = search_figure(points, study.importances(), metric, picture_format)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise SearchError(f"{path} cannot be written.", str(error)) from error
