"""The runs of a search are one group of the list, which opens."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from core.foundation.json_file import read_object, write_object
from core.runs.layout import METADATA
from gui.common.elided_label import ElidedLabel

from .conftest import OpenWindow
from .person import Person
from .run_library_fixture import Library, Visitor

SEARCH = "rates"


@pytest.fixture
def trials(library: Library) -> list[str]:
    """A search of three trials between two other runs."""
    library.add("before")
    accuracies = {"first": 0.5, "second": 0.9, "third": 0.7}
    for number, (name, accuracy) in enumerate(accuracies.items()):
        library.add(
            name, search=SEARCH, trial=number, settings={"learning_rate": 0.1 * (number + 1)},
            summary={"test_accuracy": accuracy, **validation(accuracy, best=0.99 - number / 10)},
            tags=[SEARCH, name],
        )  # fmt: skip
    library.add("after")
    return list(accuracies)


def validation(last: float, *, best: float) -> dict[str, object]:
    """What a summary has of the validation accuracy; the loss is the rest of it."""
    return {
        "last": {"validation_accuracy": last, "validation_loss": 1 - last},
        "best": {"validation_accuracy": (best, 2), "validation_loss": (1 - best, 2)},
    }


def opened(visitor: Visitor) -> bool:
    return visitor.table.isExpanded(visitor.index(SEARCH).siblingAtColumn(0))


def below(visitor: Visitor) -> list[str]:
    """The names of the trials, from top to bottom."""
    search = visitor.index(SEARCH).siblingAtColumn(0)
    model, name = visitor.table.model(), visitor.column("name")
    return [str(model.index(row, name, search).data()) for row in range(model.rowCount(search))]


def test_a_search_is_one_closed_row_with_the_results_of_its_best_trial(
    trials: list[str], person: Person, visitor: Visitor
) -> None:
    visitor.open(rows=3)
    assert visitor.texts("name") == ["after", "rates · 3 trials", "before"]
    assert not opened(visitor)
    assert person.text("runsCount") == "5 runs"
    row = 1
    assert visitor.texts("test")[row].startswith("90.00")
    assert visitor.texts("epochs")[row] == "3 / 3"  # of each trial
    assert visitor.texts("state")[row] == "completed"
    assert visitor.texts("tags")[row] == SEARCH
    # All results are of the trial that the search itself calls the best: by its last epoch.
    assert visitor.texts("last_validation_accuracy")[row] == "90.00%"
    assert visitor.texts("best_validation_accuracy")[row] == "89.00%"  # the first has 99%
    assert visitor.texts("best_validation_loss")[row] == "0.1100"
    states = [visitor.index(name, "state").data() for name in trials]
    assert states == ["completed", "completed, best", "completed"]
    said = "Best: trial 2, validation accuracy 90.00% at its end"
    assert said in visitor.index(SEARCH, "test").data(Qt.ItemDataRole.ToolTipRole)
    visitor.select(SEARCH)
    assert said in person.text("differencesText")


def test_a_search_that_judges_by_the_loss_has_another_best_trial(
    library: Library, visitor: Visitor
) -> None:
    for number, (accuracy, loss) in enumerate([(0.9, 0.4), (0.8, 0.3), (0.7, 0.3)]):
        last = {"validation_accuracy": accuracy, "validation_loss": loss}
        library.add(
            f"trial {number}", search=SEARCH, trial=number, search_title="Rates of learning",
            search_metric="validation_loss", summary={"last": last},
            settings={"learning_rate": 0.1 * (number + 1)},
        )  # fmt: skip
    visitor.open(rows=1)
    assert visitor.texts("name") == ["Rates of learning · 3 trials"]
    assert visitor.texts("last_validation_accuracy") == ["80.00%"]
    states = [visitor.index(f"trial {number}", "state").data() for number in range(3)]
    assert states == ["completed", "completed, tied best", "completed, tied best"]
    visitor.select("trial 0")
    about = visitor.person.text("runAbout")
    assert "Trial 1 of the search “Rates of learning”" in about
    visitor.search("learning")
    visitor.wait_for_rows(1)


def test_a_repetition_shows_means_and_says_so(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for seed, accuracy in enumerate([0.5, 0.9, 0.7]):
        library.add(
            f"seed {seed}", search=SEARCH, trial=seed, settings={"seed": seed},
            summary={"test_accuracy": accuracy, **validation(1 - accuracy, best=0.9)},
        )  # fmt: skip
    visitor.open(rows=1)
    assert visitor.texts("name") == ["rates · 3 seeds"]
    assert visitor.texts("test") == ["mean 70.00%"]
    assert visitor.texts("last_validation_accuracy") == ["mean 30.00%"]
    assert visitor.texts("best_validation_loss") == ["mean 0.1000"]
    assert [visitor.index(f"seed {seed}", "state").data() for seed in range(3)] == ["completed"] * 3
    visitor.select(SEARCH)
    assert "Means of 3 seeds that completed" in person.text("differencesText")
    assert person.text("differencesText").startswith("Repetition “rates”, 3 seeds (3 completed)")
    visitor.select("seed 1")
    about = person.find(ElidedLabel, "runAbout").text()
    assert about.startswith("Seed 1 of “rates” · Started ")


def test_a_repetition_is_one_from_its_first_seed_on(
    library: Library, person: Person, visitor: Visitor
) -> None:
    first = library.add("seed 0", search=SEARCH, search_title="Repeat of small")
    write_object(first / METADATA, {**read_object(first / METADATA), "repetition": True})
    visitor.open(rows=1)
    assert visitor.texts("name") == ["Repeat of small · 1 seed"]
    assert visitor.texts("test") == [visitor.index("seed 0", "test").data()]
    visitor.select(SEARCH)
    text = person.text("differencesText")
    assert text.startswith("Repetition “Repeat of small”, 1 seed (1 completed). One seed is")
    assert "trial" not in text


def test_trials_below_the_name_of_their_search_are_compared_by_what_is_their_own(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for number in range(2):
        library.add(
            f"Wide and deep, trial {number + 1}", search=SEARCH, trial=number,
            search_title="Wide and deep", settings={"learning_rate": 1.0 + number},
        )  # fmt: skip
    visitor.open(rows=1)
    visitor.select("Wide and deep · 2 trials")
    table = person.find(QTableView, "differencesTable").model()
    titles = [table.headerData(n, Qt.Orientation.Horizontal) for n in range(2)]
    assert sorted(titles) == ["Trial 1", "Trial 2"]


@pytest.mark.parametrize("way", ["key", "double click"])
def test_a_search_is_opened_and_closed(trials: list[str], visitor: Visitor, way: str) -> None:
    visitor.open(rows=3)
    visitor.select(SEARCH)
    for expected in (True, False):
        if way == "key":
            visitor.press(Qt.Key.Key_Right if expected else Qt.Key.Key_Left)
        else:
            place = visitor.place(SEARCH, "name")
            viewport = visitor.view_of("name").viewport()
            QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        assert opened(visitor) is expected
        names = visitor.index(SEARCH).siblingAtColumn(0)
        assert visitor.table.names.isExpanded(names) is expected


def test_trials_are_sorted_within_their_search(trials: list[str], visitor: Visitor) -> None:
    visitor.open(rows=3)
    visitor.table.expand(visitor.index(SEARCH).siblingAtColumn(0))
    visitor.sort("test")
    assert below(visitor) == ["first", "third", "second"]
    visitor.sort("test")
    assert below(visitor) == ["second", "third", "first"]
    assert opened(visitor)


def test_a_search_stands_for_its_trials(
    trials: list[str], library: Library, person: Person, visitor: Visitor
) -> None:
    visitor.open(rows=3)
    visitor.select(SEARCH)
    assert sorted(visitor.selected()) == sorted(trials)
    assert "3 trials (3 completed)" in person.text("differencesText")
    visitor.press(Qt.Key.Key_Delete)
    assert visitor.texts("name") == ["after", "before"]
    person.click("undoDeleteButton")
    visitor.wait_for_rows(3)
    assert sorted(below(visitor)) == sorted(trials)


def test_a_search_and_one_of_its_trials_are_not_counted_twice(
    trials: list[str], visitor: Visitor
) -> None:
    visitor.open(rows=3)
    visitor.table.expand(visitor.index(SEARCH).siblingAtColumn(0))
    visitor.select(SEARCH, "second")
    assert sorted(visitor.selected()) == sorted(trials)


def test_words_open_the_search_of_what_they_find_and_close_it_again(
    trials: list[str], person: Person, visitor: Visitor
) -> None:
    visitor.open(rows=3)
    visitor.search("second")
    assert below(visitor) == ["second"]
    assert opened(visitor)
    assert person.text("runsCount") == "1 of 5 runs"
    visitor.select("second")
    visitor.search("")
    assert len(below(visitor)) == 3
    assert not opened(visitor)
    assert visitor.selected() == ["second"]


def test_the_name_of_a_search_finds_all_of_its_trials(
    trials: list[str], person: Person, visitor: Visitor
) -> None:
    visitor.open(rows=3)
    visitor.search(SEARCH)
    assert len(below(visitor)) == 3
    visitor.select(SEARCH)
    assert len(visitor.selected()) == 3


def test_new_trials_join_their_search_and_the_last_deletion_removes_it(
    trials: list[str], library: Library, visitor: Visitor
) -> None:
    visitor.open(rows=3)
    visitor.table.expand(visitor.index(SEARCH).siblingAtColumn(0))
    library.add("fourth", search=SEARCH, trial=3)
    visitor.person.wait(lambda: len(below(visitor)) == 4)
    assert opened(visitor)
    for name in [*trials, "fourth"]:
        visitor.select(name)
        visitor.press(Qt.Key.Key_Delete)
    assert visitor.texts("name") == ["after", "before"]


def test_a_trial_is_shown_in_its_search(
    trials: list[str], person: Person, visitor: Visitor
) -> None:
    visitor.open(rows=3)
    path = next(path for path in library_paths(visitor) if path.name == "second")
    assert visitor.table.select(path)
    QCoreApplication.processEvents()
    assert visitor.selected() == ["second"]
    assert opened(visitor)
    about = person.find(ElidedLabel, "runAbout")  # shortened in its middle
    assert about.text().startswith("Trial 2 of the search “rates” · Started ")
    assert about.toolTip() == about.text()


def library_paths(visitor: Visitor) -> list:
    visitor.table.selectAll()
    return [entry.path for entry in visitor.table.selected]


def test_a_trial_in_a_closed_search_is_renamed(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("only", search=SEARCH)
    visitor.open(rows=1)
    visitor.select(SEARCH)
    visitor.press(Qt.Key.Key_F2)
    visitor.write_name("mine")
    person.wait(lambda: below(visitor) == ["mine"])


def test_hundreds_of_trials_are_one_row(
    library: Library, open_window: OpenWindow, person: Person, visitor: Visitor
) -> None:
    library.add_many(500, search=SEARCH)
    visitor.open()
    # The first listing may see only some of them.
    person.wait(lambda: visitor.texts("name") == ["rates · 500 trials"])
    visitor.select(SEARCH)
    assert len(visitor.selected()) == 500
    assert "500 trials" in person.text("differencesText")
