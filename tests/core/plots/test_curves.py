"""Pictures of runs: what they say, and in which formats."""

import copy
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from PIL import Image

from core.foundation.errors import FontError
from core.plots.curves_figure import Panel, curve_figure, stacked_figure
from core.plots.palette import CHANGE, ERROR, GRID, MOST_MARKED, RUN_MARKERS, marked_points
from core.plots.quantities import Axis, Quantity
from core.plots.rendering import Format
from core.training.events import Status, TrainingEnd
from tests.fonts import FAMILY, let_only_be, make_font

from .runs import SETTINGS, SHORT, change, epoch, run_of

ONE = [("short", SHORT)]


def texts(svg: bytes) -> list[str]:
    """All that is written in a picture, as text."""
    found = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(each.itertext()).strip() for each in found]


def test_one_run_has_its_name_units_legend_best_epoch_and_changes() -> None:
    said = texts(curve_figure(ONE, "loss", "svg"))
    assert {"short", "Epoch", "Loss (nats per image)", "Training", "Validation"} <= set(said)
    assert "Best validation loss: 0.4000, epoch 2" in said
    assert "η 0.25" in said


@pytest.mark.parametrize("axis", ["epoch", "images", "seconds"])
def test_a_run_that_diverged_says_so_and_where(axis: Axis) -> None:
    end = TrainingEnd(Status.DIVERGED, 3, 7.0, "The loss has grown to 20000 in epoch 4.")
    diverged = replace(SHORT, end=end)
    assert "Diverged in epoch 4" in texts(curve_figure([("d", diverged)], "loss", "svg", x=axis))
    both = texts(curve_figure([*ONE, ("d", diverged)], "accuracy", "svg", x=axis))
    assert "“d”, diverged in epoch 4" in both
    assert not any("iverged" in text for text in texts(curve_figure(ONE, "loss", "svg", x=axis)))


def test_a_run_that_diverged_at_once_says_so() -> None:
    run = replace(run_of(), end=TrainingEnd(Status.DIVERGED, 0, 0.1, ""))
    said = texts(curve_figure([("d", run)], "loss", "svg"))
    assert "Diverged before the end of epoch 1." in said


def test_a_mark_shows_where_values_are_outside_of_the_axis() -> None:
    calm = [epoch(n, 0.5 - 0.002 * n, 0.9) for n in range(1, 100)]
    colors = [
        curve_figure([("r", run_of(*calm, last))], "loss", "svg").decode().count(ERROR)
        for last in (epoch(100, 0.3, 0.9), epoch(100, 900.0, 0.9))
    ]
    assert colors[0] == 0 < colors[1]


def test_accuracy_is_in_percent() -> None:
    said = texts(curve_figure(ONE, "accuracy", "svg"))
    assert {"Accuracy (%)", "Best validation accuracy: 91.00%, epoch 2"} <= set(said)


def test_the_quadratic_loss_has_no_nats() -> None:
    quadratic = replace(SHORT, settings=replace(SETTINGS, loss="sigmoid_quadratic"))
    assert "Loss (half squared error per image)" in texts(
        curve_figure([("q", quadratic)], "loss", "svg")
    )
    assert "Loss (per image)" in texts(curve_figure([*ONE, ("q", quadratic)], "loss", "svg"))


@pytest.mark.parametrize(
    ("axis", "label", "tick"),
    [
        ("images", "Images seen", "3,000"),
        ("seconds", "Time of training and evaluation (s)", "6"),
    ],
)
def test_the_axis_may_be_images_or_seconds(axis: Axis, label: str, tick: str) -> None:
    assert {label, tick} <= set(texts(curve_figure(ONE, "loss", "svg", x=axis)))


def test_a_logarithmic_axis_is_labelled_in_plain_numbers() -> None:
    assert "0.4" in texts(curve_figure(ONE, "loss", "svg", logarithmic=True))
    long = run_of(*(epoch(n, 0.3**n, 0.9) for n in range(1, 9)))
    assert {"0.1", "0.01"} <= set(
        texts(curve_figure([("", long)], "loss", "svg", logarithmic=True))
    )


def test_training_and_validation_differ_by_colour_and_dash() -> None:
    svg = curve_figure(ONE, "loss", "svg").decode()
    lines = [part for part in svg.split("<path") if "stroke: #0072b2" in part]
    assert lines
    assert not any("stroke-dasharray" in line for line in lines)
    dashed = [p for p in svg.split("<path") if "stroke-dasharray" in p and "#c25200" in p]
    assert dashed


def test_several_runs_are_told_apart_by_their_names() -> None:
    said = texts(curve_figure([*ONE, ("_other $x^", SHORT)], "accuracy", "svg"))
    assert {"“short”, training", "“_other $x^”, validation"} <= set(said)
    assert not any(text.startswith("Best") for text in said)


@pytest.mark.parametrize("picture_format", ["svg", "png", "pdf"])
def test_the_same_runs_give_the_same_bytes(picture_format: Format) -> None:
    first = curve_figure(ONE, "loss", picture_format)
    assert curve_figure(ONE, "loss", picture_format) == first
    assert b"2026" not in first


def test_a_png_is_a_picture_and_a_pdf_embeds_its_font_as_truetype() -> None:
    picture = Image.open(BytesIO(curve_figure(ONE, "loss", "png")))
    assert picture.format == "PNG"
    assert picture.width == 1050
    pdf = curve_figure(ONE, "loss", "pdf")
    assert pdf.startswith(b"%PDF")
    assert b"/FontFile2" in pdf


def test_any_name_can_be_drawn() -> None:
    for name in ("$", "_", "a\x00\x1b\nb", "数字", "\udcff", "x" * 500, "<&>"):
        assert texts(curve_figure([(name, SHORT)], "loss", "svg"))


@pytest.mark.parametrize("picture_format", ["png", "pdf"])
def test_a_name_without_a_font_is_refused_where_it_would_be_boxes(
    picture_format: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_only_be(monkeypatch)
    with pytest.raises(FontError, match=r"“数” and “字”.* fonts-noto-cjk.* SVG"):
        curve_figure([("数字", SHORT)], "loss", picture_format)
    assert "数字" in texts(curve_figure([("数字", SHORT)], "loss", "svg"))


def test_a_name_is_written_with_a_font_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_font(tmp_path / "fonts", "数字")
    let_only_be(monkeypatch, path)
    monkeypatch.setattr(font_manager, "fontManager", copy.deepcopy(font_manager.fontManager))
    monkeypatch.setattr(font_manager, "findfont", font_manager.fontManager.findfont)
    font_manager.fontManager.addfont(path)
    assert FAMILY.replace(" ", "").encode() in curve_figure([("数字", SHORT)], "loss", "pdf")


def test_a_run_without_an_epoch_says_so() -> None:
    for runs in ([("new", run_of())], []):
        assert "No epoch has ended yet." in texts(curve_figure(runs, "loss", "svg"))


def test_one_epoch_and_values_that_are_no_numbers_or_nothing_can_be_drawn() -> None:
    nan, inf = float("nan"), float("inf")
    for losses in ([0.5], [nan], [inf, 0.5], [0.0], [0.0, 0.5]):
        run = run_of(*(epoch(n, loss, 0.0) for n, loss in enumerate(losses, start=1)))
        for logarithmic in (False, True):
            assert texts(curve_figure([("", run)], "loss", "svg", logarithmic=logarithmic))


def test_many_changes_close_together_are_one_line() -> None:
    changes = (change(500 + n, learning_rate=n / 100) for n in range(1, 20))
    said = texts(curve_figure([("", run_of(*changes, epoch(1, 0.5, 0.8)))], "loss", "svg"))
    assert "η 0.19 (19 changes)" in said


def test_a_change_after_the_last_epoch_is_within_the_picture() -> None:
    for seen in (1900, 10**9):
        run = run_of(epoch(1, 0.5, 0.8), change(seen, learning_rate=0.125))
        assert "η 0.125" in texts(curve_figure([("", run)], "loss", "svg"))


def test_loss_and_accuracy_may_stand_in_one_picture() -> None:
    said = texts(stacked_figure(ONE, ["loss", "accuracy"], "svg"))
    assert {"Loss (nats per image)", "Accuracy (%)"} <= set(said)
    assert said.count("short") == 1


def test_nothing_global_is_changed_and_threads_may_draw_at_once() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    made: list[bytes] = []
    threads = [Thread(target=lambda: made.append(curve_figure(ONE, "loss", "svg"))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made[0] == made[1]
    assert dict(mpl.rcParams) == before


def test_the_line_of_a_change_at_a_line_of_the_grid_is_not_covered_by_it() -> None:
    run = run_of(*(epoch(n, 1 / n, 0.8) for n in range(1, 5)), change(4000, learning_rate=0.1))
    svg = curve_figure([("", run)], "loss", "svg").decode()
    assert svg.rindex(f"stroke: {GRID}") < svg.index(f"stroke: {CHANGE}")


def numbers(svg: bytes) -> list[float]:
    """What is written at the axes."""
    return [float(text) for text in texts(svg) if text.replace(".", "").isdigit()]


def test_outliers_do_not_squash_the_rest_and_are_told_of() -> None:
    losses = [9.0, 4.0, *np.linspace(0.5, 0.1, 58)]
    run = run_of(*(epoch(n, loss, 0.9) for n, loss in enumerate(losses, start=1)))
    svg = curve_figure([("", run)], "loss", "svg", x="seconds")
    values = [number for number in numbers(svg) if number < 1.5]
    assert {0.2, 0.4} <= set(values)
    assert "4 values above, up to 9.0000" in texts(svg)  # two of training and two of validation
    calm = run_of(*(epoch(n, loss, 0.9) for n, loss in enumerate(losses[2:], start=1)))
    assert not any("above" in text for text in texts(curve_figure([("", calm)], "loss", "svg")))


def test_accuracy_zooms_to_where_the_curves_are() -> None:
    shares = [0.1, *np.linspace(0.95, 0.98, 59)]
    run = run_of(*(epoch(n, 0.5, share) for n, share in enumerate(shares, start=1)))
    svg = curve_figure([("", run)], "accuracy", "svg")
    assert "2 values below, down to 10.00%" in texts(svg)
    assert {"96.0", "97.0", "98.0"} <= set(texts(svg))


def test_a_run_that_diverged_does_not_squash_the_others() -> None:
    good = run_of(*(epoch(n, 1 / n, 0.9) for n in range(1, 40)))
    bad = run_of(*(epoch(n, 1e6 * n, 0.1) for n in range(1, 40)))
    for runs in ([("good", good), ("bad", bad)], [("bad", bad), ("good", good)]):
        said = texts(curve_figure(runs, "loss", "svg"))
        assert "1.0" in said
        assert any(text.endswith("values above, up to 3.9e+07") for text in said)


def test_the_points_of_a_short_run_are_marked() -> None:
    markers = [
        curve_figure([("", run_of(*(epoch(n, 1 / n, 0.9) for n in range(1, count + 1))))], "loss",
                     "svg").count(b"<use ")
        for count in (1, MOST_MARKED, MOST_MARKED + 1)
    ]  # fmt: skip
    assert markers[1] >= markers[0] + 2 * (MOST_MARKED - 1)
    assert markers[2] < markers[0] + MOST_MARKED


def test_each_of_several_runs_has_a_marker_of_its_own() -> None:
    runs = [(name, run_of(*(epoch(n, 1 / n, 0.9) for n in range(1, 101)))) for name in "abcdefgh"]
    svg = curve_figure(runs, "loss", "svg")
    root = ET.fromstring(svg)
    shapes = {each.get("d") for each in root.iter() if each.tag.endswith("path") and each.get("id")}
    assert len(shapes) >= len(RUN_MARKERS)


@pytest.mark.parametrize("count", [0, 1, MOST_MARKED, MOST_MARKED + 1, 1000])
def test_marks_are_points_of_the_curve(count: int) -> None:
    for number in range(len(RUN_MARKERS)):
        marked = marked_points(count, number)
        assert marked == sorted(set(marked))
        assert all(0 <= each < count for each in marked)
    assert len({tuple(marked_points(1000, number)) for number in range(8)}) == 8


@pytest.mark.parametrize("quantity", ["loss", "accuracy"])
def test_the_label_of_a_change_is_where_the_curves_are_not(quantity: Quantity) -> None:
    history = [epoch(n, 0.1 + 0.5 / n, 0.97 - 0.4 / n) for n in range(1, 21)]
    run = run_of(*history[:10], change(10_500, learning_rate=0.25), *history[10:])
    figure = Figure()
    axes = figure.subplots()
    Panel(quantity, "epoch", logarithmic=False).draw(axes, [("a", run)])
    FigureCanvasAgg(figure).draw()
    (label,) = (each for each in axes.texts if isinstance(each, Annotation))
    box = label.get_window_extent()
    curves = [line for line in axes.lines if len(line.get_xdata()) == len(history)]
    assert len(curves) == 2
    for line in curves:
        path = line.get_transform().transform_path(line.get_path())
        assert not path.intersects_bbox(box, filled=False)
