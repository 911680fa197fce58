"""Whatever a reader of runs accepts, all that uses it goes on: lists, reports, files, pictures."""

from pathlib import Path

import pytest

from core.datasets.dataset import Dataset
from core.exporting.formats import FIGURE_FORMATS, RUN_FORMATS, export_run
from core.plots.curves_figure import stacked_figure
from core.report.write import write_report
from core.runs.run import read_run
from core.runs.run_listing import read_listing

from ..cli.program import exit_status
from .conftest import DATES, HISTORIES, MakeRun


@pytest.mark.parametrize("kind", [*HISTORIES, *DATES])
def test_lists_tables_and_files_of_extreme_runs(
    make_run: MakeRun, kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = make_run(kind)
    for options in ((), ("--json",)):
        assert exit_status("runs", str(path.parent), *options) == 0
        assert exit_status("compare", str(path), str(path), *options) == 0
    told = capsys.readouterr().out
    assert all(letter.isprintable() or letter == "\n" for letter in told)
    assert told.encode()
    run = read_run(path)
    assert not run.problem
    assert not read_listing(path).problem
    for name in set(RUN_FORMATS) - set(FIGURE_FORMATS):
        assert export_run(tmp_path / f"file-{name}", run, name).exists()


@pytest.mark.parametrize("kind", HISTORIES)
def test_pictures_of_extreme_runs(make_run: MakeRun, kind: str) -> None:
    run = read_run(make_run(kind))
    named = [("one", run), ("two", run)]
    assert stacked_figure(named[:1], ["loss", "accuracy"], "svg", x="images")
    assert stacked_figure(named, ["loss"], "png", x="seconds", logarithmic=True)


@pytest.mark.parametrize("kind", [*HISTORIES, DATES[0], DATES[1]])
def test_reports_of_extreme_runs(make_run: MakeRun, kind: str, mnist: Dataset) -> None:
    path = make_run(kind)
    assert write_report(read_run(path), path.parent / "report.md", mnist)


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_every_format_of_the_report_of_an_extreme_run(
    make_run: MakeRun, suffix: str, mnist: Dataset
) -> None:
    path = make_run("losses that swing between the ends")
    assert write_report(read_run(path), path.parent / f"report.{suffix}", mnist)
