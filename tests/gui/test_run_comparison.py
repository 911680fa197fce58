"""Runs beside each other: in the words of the form, as wide as there is room, to be copied."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from core.foundation.json_file import write_object
from core.runs.layout import ANNOTATIONS
from gui.runs.comparison_table import ComparisonTable, fitting_widths
from gui.runs.run_columns import COLUMNS

from .person import Person
from .run_library_fixture import Library, Visitor

pytestmark = pytest.mark.usefixtures("_empty_clipboard")


def table(person: Person) -> ComparisonTable:
    return person.find(ComparisonTable, "differencesTable")


def labels(person: Person) -> list[str]:
    model = table(person).model()
    down = Qt.Orientation.Vertical
    return [str(model.headerData(row, down)) for row in range(model.rowCount())]


@pytest.fixture
def two(library: Library, visitor: Visitor) -> Visitor:
    """Two runs that are compared."""
    library.add("a", settings={"loss": "softmax_cross_entropy", "hidden_layers": []})
    library.add("b", settings={"activation": "leaky_relu"})
    visitor.open(rows=2)
    visitor.select("a", "b")
    return visitor


def copied() -> list[list[str]]:
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]


@pytest.mark.parametrize("count", [3, 8])
def test_titles_of_runs_are_shortened_in_their_middle_wherever_they_stand(
    library: Library, visitor: Visitor, person: Person, count: int
) -> None:
    names = [f"a very long name of a run that ends with the number {n}" for n in range(count)]
    for number, name in enumerate(names):
        library.add(f"run {number}", settings={"seed": number})
        write_object(library.root / f"run {number}" / ANNOTATIONS, {"name": name})
    visitor.open(rows=count)
    visitor.select(*names)
    differences = table(person)
    titles, others = differences.horizontalHeader(), differences.verticalHeader()
    if count > 3:
        titles, others = others, titles
    assert titles.textElideMode() is Qt.TextElideMode.ElideMiddle
    assert others.textElideMode() is Qt.TextElideMode.ElideRight
    model, way = differences.model(), titles.orientation()
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        assert {model.headerData(n, way, role) for n in range(count)} == set(names)


def test_settings_are_named_as_in_the_form(two: Visitor, person: Person) -> None:
    person.click("copyComparisonButton")
    head, *rows = copied()
    assert head == ["", *two.selected()]
    found = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    assert found["Output and loss"]["a"] == "Softmax, cross-entropy"
    assert found["Hidden layers (units)"] == {"a": "none", "b": "4"}
    assert found["Activation"]["b"] == "Leaky ReLU"
    assert "Seed" not in found
    assert person.text("differencesText") == "2 runs. They differ in 3 settings at the start."


def change(seen: int, rate: float) -> dict[str, object]:
    return {"event": "change", "images_seen": seen, "values": {"learning_rate": rate}}


def test_changes_during_training_are_compared(
    library: Library, visitor: Visitor, person: Person
) -> None:
    library.add("a")
    library.add("b", summary={"changes": [change(300, 0.01), change(620, 0.5), change(640, 0.02)]})
    visitor.open(rows=2)
    visitor.select("a", "b")
    person.click("copyComparisonButton")
    head, *rows = copied()
    found = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    line = found["Learning rate η, changed"]
    assert line == {"a": "–", "b": "0.003 → 0.01 in epoch 2, → 0.02 in epoch 3"}
    assert person.text("differencesText").endswith(
        "They start with the same settings and differ in the changes of 1 setting during training."
    )
    visitor.select("b")
    assert person.text("runChanges") == ("Changed: η 0.003 → 0.01 in epoch 2, → 0.02 in epoch 3")
    visitor.select("a")
    assert not person.find(QLabel, "runChanges").isVisible()


def test_two_runs_are_compared_without_sideways_scrolling(
    library: Library, visitor: Visitor, person: Person
) -> None:
    titles = [f"Report, 3,000 images: {name} with a longer title" for name in ("first", "other")]
    for rate, title in enumerate(titles, start=1):
        library.add(title, settings={"learning_rate": 0.01 * rate})
    person.window.resize(1280, 720)
    visitor.open(rows=2)
    visitor.select(*titles)
    QCoreApplication.processEvents()
    assert not table(person).horizontalScrollBar().isVisible()


def test_results_come_directly_after_the_name(
    library: Library, visitor: Visitor, person: Person
) -> None:
    library.add("a", summary={"test_accuracy": 0.9432})
    visitor.open(rows=1)
    header = visitor.table.header()
    places = {COLUMNS[header.logicalIndex(place)].name: place for place in range(header.count())}
    first = sorted(places, key=lambda name: places[name])[:5]
    assert first == [
        "star",
        "name",
        "best_validation_accuracy",
        "test",
        "best_validation_loss",
    ]
    visitor.select("a")
    assert person.text("runTestAccuracy") == "94.32%"


def test_all_settings_are_compared_if_wanted(two: Visitor, person: Person) -> None:
    assert "Seed" not in labels(person)
    assert "Epochs done / planned" not in labels(person)
    person.click("compareAllBox")
    assert labels(person)[:2] == ["State", "Epochs done / planned"]
    assert "Seed" in labels(person)
    assert "Momentum μ" not in labels(person)  # it has a meaning for none of them
    person.click("compareAllBox")
    assert "Seed" not in labels(person)


def test_a_number_of_a_search_is_shown_with_as_many_digits_as_tell_it_from_others(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name, rate, l2 in (("a", 0.0123456789, 0.1), ("b", 0.5, 0.10000001)):
        library.add(name, settings={"learning_rate": rate, "l2": l2})
    visitor.open(rows=2)
    visitor.select("a", "b")
    person.click("copyComparisonButton")
    found = {row[0]: set(row[1:]) for row in copied()}
    assert found["Learning rate η"] == {"0.01235", "0.5"}
    assert {"0.1", "0.10000001"} in found.values()


def test_the_selected_cells_are_copied_by_key(two: Visitor, person: Person) -> None:
    view = table(person)
    view.setFocus()
    row = labels(person).index("Activation")
    view.setCurrentIndex(view.model().index(row, 1))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    names = two.selected()
    expected = view.model().index(row, 1).data()
    assert copied() == [["", names[1]], ["Activation", expected]]
    view.clearSelection()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(copied()) == 1 + len(labels(person))


def test_runs_that_do_not_differ_say_so(library: Library, person: Person, visitor: Visitor) -> None:
    for name in ("a", "b", "c"):
        library.add(name)
    visitor.open(rows=3)
    visitor.select("a", "b")
    library.add("d")
    visitor.wait_for_rows(4)
    visitor.select("a", "b")  # there is nothing to update, either
    assert person.text("differencesText") == "2 runs. They start with the same settings."
    assert labels(person) == []
    assert not table(person).isVisible()


def test_the_better_result_is_marked(library: Library, person: Person, visitor: Visitor) -> None:
    library.add("a", summary={"test_accuracy": 0.9})
    library.add("b", summary={"test_accuracy": 0.8})
    visitor.open(rows=2)
    visitor.select("a", "b")
    model, row = table(person).model(), labels(person).index("Test acc.")
    fonts = [model.index(row, c).data(Qt.ItemDataRole.FontRole) for c in (0, 1)]
    best = visitor.selected().index("a")
    assert fonts[best].bold()
    assert fonts[1 - best] is None


def test_many_runs_are_compared_below_each_other(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for number in range(9):
        library.add(f"run {number}", settings={"seed": number})
    visitor.open(rows=9)
    visitor.table.selectAll()
    QCoreApplication.processEvents()
    assert sorted(labels(person)) == [f"run {number}" for number in range(9)]


def test_a_comparison_uses_the_width_that_there_is(
    library: Library, person: Person, visitor: Visitor
) -> None:
    title = "a run with a name that is far longer than most of the names that people give"
    library.add(title)
    library.add("b", settings={"seed": 1})
    person.window.resize(1920, 1080)
    visitor.open(rows=2)
    visitor.select(title, "b")
    view = table(person)
    needed = view.fontMetrics().horizontalAdvance(title)
    column = visitor.selected().index(title)
    assert view.columnWidth(column) > needed
    assert not view.horizontalScrollBar().isVisible()
    person.window.resize(1280, 720)
    QCoreApplication.processEvents()
    assert not view.horizontalScrollBar().isVisible()


@pytest.mark.parametrize(
    ("natural", "room", "widths"),
    [
        ([100, 100], 220, [110, 110]),
        ([100, 100], 1000, [180, 180]),
        ([300, 100], 300, [200, 100]),
        ([300, 300, 50], 250, [100, 100, 50]),
        ([300, 300], 50, [80, 80]),
        ([], 50, []),
    ],
)
def test_the_widest_columns_give_way(natural: list[int], room: int, widths: list[int]) -> None:
    assert fitting_widths(natural, room, 80) == widths


def test_the_hint_says_what_a_selection_shows(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    visitor.open(rows=1)
    assert person.find(QLabel, "nothingSelected").isVisible()


@pytest.mark.parametrize("size", [(1366, 728), (1024, 560)])
def test_only_the_table_of_a_comparison_scrolls(
    two: Visitor, person: Person, size: tuple[int, int]
) -> None:
    person.window.resize(*size)
    person.click("compareAllBox")
    QCoreApplication.processEvents()
    assert table(person).verticalScrollBar().isVisible()
    areas = person.find(QWidget, "runsPanel").findChildren(QScrollArea)
    around = [area for area in areas if area.isAncestorOf(table(person))]
    assert around
    assert not any(area.verticalScrollBar().isVisible() for area in around)
