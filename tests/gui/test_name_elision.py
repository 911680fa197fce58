"""Names that are shortened where they are like others."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.common.name_box import NameBox
from gui.common.name_elision import NameParts, elided, parts_by_name, parts_of

RATES = ["5e-05", "0.05", "0.005", "0.055"]
REPORTS = [f"Report: Learning rate η {rate}, Epochs 15" for rate in RATES]


@pytest.fixture
def metrics(qtbot: QtBot) -> QFontMetrics:
    return QFontMetrics(QApplication.font())


@pytest.mark.parametrize(
    "divide", [parts_of, lambda names: list(map(parts_by_name(names).get, names))]
)
def test_what_tells_names_apart_is_a_whole_number_with_its_label(divide: object) -> None:
    for rate, parts in zip(RATES, divide(REPORTS), strict=True):
        assert parts == NameParts("Report: Learning rate ", f"η {rate}", ", Epochs 15")


@pytest.mark.parametrize(
    ("names", "own"),
    [
        (["Report, 3,000 images", "Report, 5,000 images"], ["3,000", "5,000"]),
        (["run 1", "run 10", "run 2"], ["run 1", "run 10", "run 2"]),
        (["Best", "Report"], ["Best", "Report"]),
        (["Best", "Best, 12:03:04"], ["", ", 12:03:04"]),
        (["a 1 b 1", "a 1 b 2", "a 2 b 1"], ["a 1 b 1", "a 1 b 2", "a 2 b 1"]),
        (["a long name, seed 1", "a long name, seed 2"], ["seed 1", "seed 2"]),
        (["Report (3)", "Report (5)"], ["(3)", "(5)"]),
        (["alone"], ["alone"]),
        ([], []),
    ],
)
def test_names_keep_what_is_their_own(names: list[str], own: list[str]) -> None:
    parts = parts_of(names)
    assert ["".join(each) for each in parts] == names
    assert [each.own for each in parts] == own


def test_a_name_with_little_room_still_shows_what_is_its_own(metrics: QFontMetrics) -> None:
    whole = metrics.horizontalAdvance(REPORTS[0])
    for parts, name, rate in zip(parts_of(REPORTS), REPORTS, RATES, strict=True):
        assert elided(parts, metrics, whole + 20) == name
        for room in range(metrics.horizontalAdvance(f"……η {rate}") + 1, whole, 5):
            shown = elided(parts, metrics, room)
            assert rate in shown
            assert metrics.horizontalAdvance(shown) <= room
        assert metrics.horizontalAdvance(elided(parts, metrics, 20)) <= 20


def test_a_name_like_no_other_is_shortened_in_its_middle(metrics: QFontMetrics) -> None:
    (parts,) = parts_of(["A folder of an experiment with a long name 7"])
    shown = elided(parts, metrics, 150)
    assert shown.startswith("A folder")
    assert shown.endswith("7")


def test_a_part_that_is_left_out_is_never_left_out_without_a_sign(metrics: QFontMetrics) -> None:
    names = ["Report, 3,000 images", "Report, 3,000 images, my best attempt with a large rate"]
    parts = parts_of(names)[1]
    assert parts.before
    for room in range(40, metrics.horizontalAdvance(names[1]) + 10, 3):
        shown = elided(parts, metrics, room)
        assert shown == names[1] or "…" in shown
        assert not shown.startswith("…, ")
        assert metrics.horizontalAdvance(shown) <= room


def test_the_number_of_a_name_and_its_own_words_both_stay(metrics: QFontMetrics) -> None:
    """Runs of the same preset have numbers, which say nothing without the name of the preset."""
    names = [
        f"Fails: learning rate too {rate}{number}"
        for rate in ("high", "low")
        for number in ("", " (2)", " (3)")
    ]
    parts = parts_by_name(names)
    for room in range(metrics.horizontalAdvance("Fails: l…high (3)"), 200, 5):
        shown = [elided(parts[name], metrics, room) for name in names]
        assert len(set(shown)) == len(names)
        assert all(
            rate in text for rate, text in zip(3 * ["high"] + 3 * ["low"], shown, strict=True)
        )
        assert all(
            number in text for number, text in zip(2 * ["", "(2)", "(3)"], shown, strict=True)
        )


def test_the_chosen_name_of_a_list_keeps_what_tells_it_apart(qtbot: QtBot) -> None:
    box = NameBox()
    qtbot.addWidget(box)
    box.setToolTip("The run.")
    box.addItems([f"edited network: run “Fails: Dropout {rate}” (2)" for rate in ("0.5", "0.25")])
    box.show()
    box.resize(box.fontMetrics().horizontalAdvance("edited network: 0.25"), box.sizeHint().height())
    box.setCurrentIndex(1)
    assert "0.25" in box.shown_text
    assert box.shown_text != box.currentText()
    assert box.currentText() in box.tip
    assert "The run." in box.tip
    box.resize(box.sizeHint())
    assert box.tip == "The run."
