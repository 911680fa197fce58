"""What the window remembers, whoever has written the file."""

import json
import struct
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from core.foundation.json_file import write_object
from gui.common.ini_file import read_ini
from gui.common.saved_states import is_geometry, is_header_state, is_splitter_state
from gui.common.settings import WindowSettings
from gui.common.theme import Scheme
from gui.main_window import MainWindow

from .conftest import OpenWindow
from .person import PATIENCE, Person

NAMES = "Ä, “B”; \\x41 日本 @x 😀"
HOSTILE = [
    "",
    "[]",
    "nonsense",
    '{"scheme": 3, "geometry": [], "columns": "?", "open_groups": "a", "put_off_runs": [1]}',
    '{"scheme": "pink", "report_authors": {}, "geometry": "AAAA", "run_columns": "AAAA"}',
    '{"open_groups": null, "put_off_runs": null, "columns": null}',
    '{"hidden_columns": "drawing"}',
    '{"form_preset": [], "form_texts": {"epochs": 3}}',
    '{"log_loss": 3, "curves_axis": [], "smoothing_step": true, "show_outliers": "yes"}',
    '{"curves_axis": "Furlongs", "smoothing_step": 999}',
    '{"smoothing_step": -1}',
    '{"form_preset": null, "form_texts": ["epochs"]}',
    '{"put_off_runs": [' + ",".join(['"x"'] * 2000) + "]}",
    "[" * 100_000,
]


@pytest.fixture
def config(home: Path) -> Path:
    folder = home / "config"
    folder.mkdir(parents=True)
    return folder


def splitter(qtbot: QtBot) -> QSplitter:
    made = QSplitter(Qt.Orientation.Horizontal)
    qtbot.addWidget(made)
    for text in "abc":
        made.addWidget(QLabel(text))
    return made


def table(qtbot: QtBot) -> QTableWidget:
    made = QTableWidget(3, 5)
    qtbot.addWidget(made)
    header = made.horizontalHeader()
    header.setSectionsMovable(True)
    header.moveSection(0, 3)
    header.hideSection(1)
    header.resizeSection(2, 77)
    made.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    return made


def window_of(qtbot: QtBot) -> QWidget:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setGeometry(40, 50, 300, 200)
    made.show()
    return made


def test_two_windows_do_not_mix_a_preset_with_the_changes_of_another(home: Path) -> None:
    one, other = WindowSettings(), WindowSettings()
    other.form_preset, other.form_texts = "report-3000", {"epochs": "77"}
    other.save()
    one.form_preset, one.form_texts = "quick", {}
    one.save()
    last = WindowSettings()
    assert (last.form_preset, last.form_texts) == ("quick", {})


def test_all_of_it_is_remembered_by_the_next_window(qtbot: QtBot) -> None:
    first = WindowSettings()
    assert (first.scheme, first.geometry, first.columns) == (Scheme.SYSTEM, None, None)
    assert (first.open_groups, first.put_off_runs, first.report_authors) == (None, [], "")
    first.scheme = Scheme.DARK
    first.report_authors = NAMES
    first.put_off_runs = ["a", "b", "a"]
    first.open_groups = []
    first.hidden_columns = ["drawing"]
    first.form_preset, first.form_texts = "best", {"epochs": NAMES, "l2": "\udcff"}
    first.geometry = window_of(qtbot).saveGeometry()
    first.columns = splitter(qtbot).saveState()
    cells = table(qtbot)
    first.run_columns = cells.horizontalHeader().saveState()
    first.save()
    again = WindowSettings()
    assert (again.scheme, again.report_authors) == (Scheme.DARK, NAMES)
    assert (again.put_off_runs, again.open_groups) == (["a", "b"], [])
    assert again.hidden_columns == ["drawing"]
    assert again.form_preset == "best"
    assert again.form_texts == {"epochs": NAMES, "l2": "�"}
    assert again.geometry == first.geometry
    assert again.columns == first.columns
    assert again.run_columns == first.run_columns


def test_one_window_keeps_what_another_has_changed() -> None:
    one, other = WindowSettings(), WindowSettings()
    one.put_off_runs = ["a"]
    other.scheme = Scheme.LIGHT
    found = WindowSettings()
    assert (found.put_off_runs, found.scheme) == (["a"], Scheme.LIGHT)


def test_the_settings_of_earlier_versions_are_taken_over(qtbot: QtBot, config: Path) -> None:
    cells = table(qtbot)
    values = {
        "scheme": "dark",
        "geometry": window_of(qtbot).saveGeometry(),
        "columns": splitter(qtbot).saveState(),
        "run_columns": cells.horizontalHeader().saveState(),
        "open_groups": "Network;Training",
        "report_authors": NAMES,
        "put_off_runs": "x;y",
    }
    _write_with_qt(config / "window.ini", values)
    before = (config / "window.ini").read_bytes()
    found = WindowSettings()
    assert found.scheme is Scheme.DARK
    assert found.geometry == values["geometry"]
    assert found.columns == values["columns"]
    assert found.run_columns == values["run_columns"]
    assert found.open_groups == ["Network", "Training"]
    assert found.report_authors == NAMES
    assert found.put_off_runs == ["x", "y"]
    found.scheme = Scheme.LIGHT
    assert WindowSettings().report_authors == NAMES
    assert (config / "window.ini").read_bytes() == before


@given(text=st.text(), content=st.binary())
@settings(max_examples=60)
def test_texts_and_bytes_are_read_as_qt_wrote_them(
    text: str, content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = text.replace("\0", "")
    path = tmp_path_factory.mktemp("former") / "window.ini"
    _write_with_qt(path, {"text": text, "content": QByteArray(content)})
    found = read_ini(path)
    assert found.get("content", b"") == content
    assert found.get("text") == text


@pytest.mark.parametrize(
    "line",
    [
        r"scheme=@Variant(\0\0\0\t\xff\xff\xff\xfe)",  # has Qt ask for 32 GB
        r"geometry=@Variant(\0\0\0\x7f\0\0\0\x10QWidget*\0)",
        r"geometry=@ByteArray(\x1\xd9\xd0\xcb)",
        r"columns=@ByteArray(\0\0\0\xff\0\0\0\x1\xff\xff\xff\xfe)",
        r"run_columns=@ByteArray(\0\0\0\xff)",
        r"columns=@ByteArray(\xffffff)",
        r"scheme=\x110000\xffffff",
        r"scheme=@Invalid()",
        "[General",
        "scheme",
        "=",
        'scheme="',
        "\0" * 1000,
    ],
)
def test_a_hostile_file_of_earlier_versions_is_as_good_as_none(config: Path, line: str) -> None:
    (config / "window.ini").write_text(f"[General]\n{line}\n")
    found = WindowSettings()
    assert (found.scheme, found.geometry, found.columns) == (Scheme.SYSTEM, None, None)
    assert (found.open_groups, found.run_columns) == (None, None)


def test_a_former_file_that_is_no_text_is_as_good_as_none(
    config: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log(r"window\.ini cannot be read")
    (config / "window.ini").write_bytes(b"[General]\nscheme=\xff\n")
    assert WindowSettings().scheme is Scheme.SYSTEM


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_as_good_as_none(
    config: Path, content: str, expect_log: Callable[[str], None]
) -> None:
    if not content.startswith("{"):  # no object of JSON
        expect_log(r"window\.json cannot be read")
    (config / "window.json").write_text(content)
    found = WindowSettings()
    assert (found.scheme, found.geometry, found.columns) == (Scheme.SYSTEM, None, None)
    assert (found.open_groups, found.put_off_runs, found.report_authors) == (None, [], "")
    assert (found.form_preset, found.form_texts) == ("", {})


def test_halves_of_characters_are_written_as_no_character() -> None:
    settings = WindowSettings()
    settings.report_authors = "a\udcffb"
    assert WindowSettings().report_authors == "a\ufffdb"


def test_a_folder_that_cannot_be_made_breaks_nothing(home: Path) -> None:
    home.mkdir()
    (home / "config").touch()
    settings = WindowSettings()
    settings.scheme = Scheme.DARK
    assert settings.scheme is Scheme.DARK
    assert WindowSettings().scheme is Scheme.SYSTEM


@pytest.mark.parametrize("kind", ["geometry", "columns", "run_columns"])
def test_what_qt_saves_is_known_and_nothing_else(qtbot: QtBot, kind: str) -> None:
    state, is_one, restore = _state(qtbot, kind)
    assert is_one(state)
    for end in range(len(state)):
        if is_one(state[:end]):  # what comes after it does not matter
            restore(state[:end])
    for other in (b"", b"\0" * 66, b"\xff" * 66, state * 1000):
        assert not is_one(other)


@pytest.mark.parametrize("kind", ["geometry", "columns", "run_columns"])
def test_no_state_that_is_let_through_does_harm(qtbot: QtBot, kind: str) -> None:
    state, is_one, restore = _state(qtbot, kind)
    let_through = 0
    for at in range(len(state) - 3):
        for number in (-1, 0, 1, 2, 1000, 0x7FFFFFFF, -0x80000000, 0x01010101):
            changed = state[:at] + struct.pack(">i", number) + state[at + 4 :]
            if is_one(changed):
                let_through += 1
                restore(changed)
    assert let_through > 20


@pytest.mark.parametrize(("kind", "count"), [("columns", 3), ("run_columns", 5)])
def test_a_state_that_says_it_has_any_number_of_parts_is_none(
    qtbot: QtBot, kind: str, count: int
) -> None:
    state, is_one, _ = _state(qtbot, kind)
    assert not is_one(state.replace(struct.pack(">I", count), b"\xff\xff\xff\xfe", 1))


@pytest.mark.parametrize("place", [(-5000, -5000), (90_000, 10), (10, 90_000), (-1270, 10)])
def test_the_window_comes_back_where_it_can_be_seen(
    open_window: OpenWindow, qtbot: QtBot, config: Path, place: tuple[int, int]
) -> None:
    left, top = place
    rectangle = struct.pack(">4i", left, top, left + 1279, top + 719)
    state = struct.pack(">IHH", 0x1D9D0CB, 3, 0) + rectangle * 2
    state += struct.pack(">iBBi", 0, 0, 0, 100_000) + rectangle
    _write(config, geometry=b64encode(state).decode())
    assert WindowSettings().geometry is not None
    window = open_window()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    seen = window.frameGeometry().intersected(screen)
    assert seen.top() == window.frameGeometry().top()
    assert seen.width() >= 100


def test_a_closed_window_comes_back_as_it_was(open_window: OpenWindow) -> None:
    first = open_window()
    groups = first._form.open_groups
    first._form._area.open_only(["Data"])
    sizes = first._columns.sizes()
    assert first.close()
    again = open_window()
    assert again._form.open_groups == ["Data"] != groups
    assert again._columns.sizes() == sizes


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The disk writes nothing of the settings until this event is set."""
    event = threading.Event()

    def write(path: Path, values: Mapping[str, Any]) -> None:
        assert event.wait(PATIENCE / 1000), "the disk has held the window"
        write_object(path, values)

    monkeypatch.setattr("gui.common.settings.write_object", write)
    return event


def test_a_slow_disk_does_not_hold_the_window(person: Person, answer: threading.Event) -> None:
    person.choose_action("Dark")
    person.click("logLossSwitch")
    assert WindowSettings().scheme is Scheme.SYSTEM
    answer.set()
    person.wait_for_threads()
    found = WindowSettings()
    assert (found.scheme, found.switch("log_loss")) == (Scheme.DARK, True)


def test_closing_waits_for_a_slow_disk_and_loses_nothing(
    person: Person, answer: threading.Event
) -> None:
    person.choose_action("Dark")
    person.choose_action("Light")
    person.enter("epochs", "12")
    person.window.windowHandle().visibleChanged.connect(lambda visible: answer.set())
    assert person.window.close()
    found = WindowSettings()
    assert (found.scheme, found.form_texts["epochs"]) == (Scheme.LIGHT, "12")


def test_what_could_not_be_written_is_written_with_the_next_change(
    person: Person, home: Path
) -> None:
    config = home / "config"
    config.parent.mkdir(exist_ok=True)
    config.touch()
    person.choose_action("Dark")
    person.wait_for_threads()
    config.unlink()
    person.click("logLossSwitch")
    person.wait_for_threads()
    found = WindowSettings()
    assert (found.scheme, found.switch("log_loss")) == (Scheme.DARK, True)


def test_the_program_starts_with_a_hostile_file_of_earlier_versions(
    open_window: OpenWindow, config: Path
) -> None:
    (config / "window.ini").write_text(
        "[General]\nscheme=@Variant(\\0\\0\\0\\t\\xff\\xff\\xff\\xfe)\n"
    )
    assert isinstance(open_window(), MainWindow)


def test_a_geometry_that_is_cut_off_is_refused(qtbot: QtBot) -> None:
    state, is_one, _ = _state(qtbot, "geometry")
    assert is_one(state)
    assert [length for length in range(len(state)) if is_one(state[:length])] == []


def _state(
    qtbot: QtBot, kind: str
) -> tuple[bytes, Callable[[bytes], bool], Callable[[bytes], object]]:
    if kind == "geometry":
        window = window_of(qtbot)
        saved = bytes(window.saveGeometry().data())
        return saved, is_geometry, lambda state: window.restoreGeometry(QByteArray(state))
    if kind == "columns":
        parts = splitter(qtbot)
        parts.show()
        saved = bytes(parts.saveState().data())
        return saved, is_splitter_state, lambda state: _shown(parts, parts.restoreState, state)
    cells = table(qtbot)
    cells.show()
    header = cells.horizontalHeader()
    saved = bytes(header.saveState().data())
    return saved, is_header_state, lambda state: _shown(cells, header.restoreState, state)


def _shown(widget: QWidget, restore: Callable[[QByteArray], object], state: bytes) -> None:
    restore(QByteArray(state))
    widget.grab()


def _write(config: Path, **values: object) -> None:
    (config / "window.json").write_text(json.dumps(values))


def _write_with_qt(path: Path, values: dict[str, object]) -> None:
    file = QSettings(str(path), QSettings.Format.IniFormat)
    for name, value in values.items():
        file.setValue(name, value)
    file.sync()
