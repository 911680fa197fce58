"""The settings of the window, which are stored between two starts."""

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray

from core.foundation.errors import RunError
from core.foundation.files import is_file, replace_lone_surrogates
from core.foundation.json_file import read_object, write_object
from core.foundation.paths import user_config
from core.runs.weights_budget import BUDGET
from gui.common.ini_file import read_ini
from gui.common.saved_states import is_geometry, is_header_state, is_splitter_state
from gui.common.tasks import TaskRunner
from gui.common.theme import Scheme

_log = logging.getLogger("inkling.settings")
_MOST_IDS = 1000
_MOST_GROUPS = 100
_MOST_FOLDERS = 100
_LONGEST_NAME = 1000
_MOST_FIELDS = 200
_STATES: dict[str, Callable[[bytes], bool]] = {
    "geometry": is_geometry,
    "columns": is_splitter_state,
    "run_columns": is_header_state,
}
"""States that Qt has saved, in base64, each with the function that checks it."""
_LISTS = {
    "hidden_columns": _MOST_GROUPS,
    "open_groups": _MOST_GROUPS,
    "put_off_runs": _MOST_IDS,
}
"""Lists of names, and how many each may have."""
_SWITCHES = {
    "keep_last_run": True,
    "show_outliers": False,
    "log_loss": False,
    "log_horizontal": False,
    "hints": True,
}
"""The switches of the curves and the hints, and whether each is on if nothing is stored."""
_TEXTS = frozenset({"report_authors", "form_preset", "curves_axis", "tab"})
_FORM: dict[str, Any] = {"form_preset": "", "form_texts": {}}
"""What is stored together, with the values if nothing is stored: texts belong to their preset, and
another window may have stored those of another one."""
_MOST_SMOOTHING = 1000
MOST_MEGABYTES = 1_000_000
"""The largest budget for kept weights."""


class WindowSettings:
    """Typed values in a JSON file in the user's config folder.

    An invalid value in the file counts as not stored. If the file cannot be written, that is
    logged, and the changes last only as long as the window. Once there is a runner, the file is
    written in its thread, so that a slow disk does not hold the window.
    """

    def __init__(self) -> None:
        self._path = user_config() / "window.json"
        self._values = _read(self._path)
        self._changed: dict[str, Any] = {}
        """What is not stored yet."""
        self._runner: TaskRunner | None = None

    def write_in(self, runner: TaskRunner) -> None:
        """Write the file in the thread of a runner, which keeps the latest work."""
        self._runner = runner
        runner.returned.connect(self._forget)

    @property
    def scheme(self) -> Scheme:
        """The color scheme; the system's if none is stored."""
        return Scheme(self._values.get("scheme", Scheme.SYSTEM.value))

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._set("scheme", scheme.value)
        self.save()

    @property
    def geometry(self) -> QByteArray | None:
        """Position and size of the window. `save` stores them, and the two states below."""
        return self._state("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._set_state("geometry", geometry)

    @property
    def columns(self) -> QByteArray | None:
        """The widths of the window's columns."""
        return self._state("columns")

    @columns.setter
    def columns(self, columns: QByteArray) -> None:
        self._set_state("columns", columns)

    @property
    def hidden_columns(self) -> list[str]:
        """The names of the window's columns that are hidden."""
        return list(self._values.get("hidden_columns", []))

    @hidden_columns.setter
    def hidden_columns(self, names: list[str]) -> None:
        self._set("hidden_columns", names)

    @property
    def tab(self) -> str:
        """The title of the tab that was shown last; empty if none is stored."""
        return str(self._values.get("tab", ""))

    @tab.setter
    def tab(self, title: str) -> None:
        self._set("tab", title)

    @property
    def run_columns(self) -> QByteArray | None:
        """Widths and order of the columns of the table of runs, and which of them are shown."""
        return self._state("run_columns")

    @run_columns.setter
    def run_columns(self, columns: QByteArray) -> None:
        self._set_state("run_columns", columns)

    @property
    def open_groups(self) -> list[str] | None:
        """The open groups of the form; None if they were never stored. `save` stores them."""
        stored = self._values.get("open_groups")
        return None if stored is None else list(stored)

    @open_groups.setter
    def open_groups(self, names: list[str]) -> None:
        self._set("open_groups", names)

    @property
    def form_preset(self) -> str:
        """The name of the preset in the form; empty if none is stored. `save` stores it."""
        return str(self._values.get("form_preset", ""))

    @form_preset.setter
    def form_preset(self, name: str) -> None:
        self._set("form_preset", replace_lone_surrogates(name)[:_LONGEST_NAME])

    @property
    def form_texts(self) -> dict[str, str]:
        """The texts of the form's fields, by name; none if they are those of the preset."""
        return dict(self._values.get("form_texts", {}))

    @form_texts.setter
    def form_texts(self, texts: dict[str, str]) -> None:
        short = {name: replace_lone_surrogates(t)[:_LONGEST_NAME] for name, t in texts.items()}
        self._set("form_texts", short)

    @property
    def report_authors(self) -> str:
        """Who wrote the last report."""
        return str(self._values.get("report_authors", ""))

    @report_authors.setter
    def report_authors(self, authors: str) -> None:
        self._set("report_authors", replace_lone_surrogates(authors)[:_LONGEST_NAME])
        self.save()

    def folder(self, dialog: str) -> Path | None:
        """Return the folder that was used last in a file dialog, given by its name."""
        stored = self._values.get("folders", {}).get(dialog)
        return None if stored is None else Path(stored)

    def set_folder(self, dialog: str, folder: Path) -> None:
        """Store the folder that was used in a file dialog, unless its name is not valid text."""
        text = str(folder)
        if text == replace_lone_surrogates(text) and len(text) <= _LONGEST_NAME:
            self._set("folders", {**self._values.get("folders", {}), dialog: text})
            self.save()

    def switch(self, name: str) -> bool:
        """Return whether a switch, given by its name, is on."""
        return bool(self._values.get(name, _SWITCHES[name]))

    def set_switch(self, name: str, *, on: bool) -> None:
        """Store a switch."""
        if on != self.switch(name):
            self._set(name, on)
            self.save()

    @property
    def curves_axis(self) -> str:
        """What the horizontal axis of the curves shows; empty if nothing is stored."""
        return str(self._values.get("curves_axis", ""))

    @curves_axis.setter
    def curves_axis(self, axis: str) -> None:
        self._set("curves_axis", axis)
        self.save()

    @property
    def smoothing_step(self) -> int:
        """The step of the slider for the smoothing of the curves. `save` stores it."""
        return int(self._values.get("smoothing_step", 0))

    @smoothing_step.setter
    def smoothing_step(self, step: int) -> None:
        self._set("smoothing_step", step)

    @property
    def weights_budget(self) -> int:
        """The most megabytes of the weights of past moments in a run; 0 to keep none."""
        return int(self._values.get("weights_budget", BUDGET))

    @weights_budget.setter
    def weights_budget(self, megabytes: int) -> None:
        self._set("weights_budget", megabytes)
        self.save()

    @property
    def put_off_runs(self) -> list[str]:
        """The ids of interrupted runs that are not to be offered again."""
        return list(self._values.get("put_off_runs", []))

    @put_off_runs.setter
    def put_off_runs(self, ids: list[str]) -> None:
        self._set("put_off_runs", list(dict.fromkeys(ids[-_MOST_IDS:])))
        self.save()

    def save(self) -> None:
        """Store what has changed. Other values stay as another window may have stored them."""
        if not self._changed:
            return
        write = partial(_write, self._path, dict(self._changed))
        if self._runner is None or not self._runner.call(write):  # it may be closed
            self._forget(write())

    def finish(self) -> None:
        """Store what has changed before the window closes, however long the disk takes."""
        if self._runner is not None:
            self._runner.close()
            self._runner.finish()
        self.save()

    def _forget(self, stored: dict[str, Any]) -> None:
        """Keep as changed only what has not been stored, or has changed again since then."""
        self._changed = {
            name: value
            for name, value in self._changed.items()
            if name not in stored or stored[name] != value
        }

    def _set(self, name: str, value: Any) -> None:
        if self._values.get(name) != value:
            self._values[name] = self._changed[name] = value
            if name in _FORM:
                self._changed |= {each: self._values.get(each, _FORM[each]) for each in _FORM}

    def _state(self, name: str) -> QByteArray | None:
        stored = self._values.get(name)
        return None if stored is None else QByteArray(b64decode(stored))

    def _set_state(self, name: str, state: QByteArray) -> None:
        self._set(name, b64encode(state.data()).decode("ascii"))


def _write(path: Path, changed: dict[str, Any]) -> dict[str, Any]:
    """Add changed values to those in the file; return what is stored now of them."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_object(path, _read(path) | changed)
    except OSError as error:
        # No warning: a training that cannot be recorded is reported anyway.
        _log.info("the settings cannot be saved: %s", error)
        return {}
    return changed


def _read(path: Path) -> dict[str, Any]:
    """Read the valid values of the file."""
    if not is_file(path):
        former = path.with_suffix(".ini")
        return _checked(_former(former)) if is_file(former) else {}
    try:
        return _checked(read_object(path))
    except RunError as error:
        _log.warning("%s %s", error, error.details)
        return {}


def _former(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = {**read_ini(path)}
    except (OSError, ValueError) as error:
        _log.warning("%s cannot be read: %s", path, error)
        return {}
    for name, value in found.items():
        if isinstance(value, bytes):
            found[name] = b64encode(value).decode("ascii")
        elif name in _LISTS:
            found[name] = value.split(";") if value else []
    return found


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if _is_sound(name, value)}


def _is_sound(name: str, value: Any) -> bool:
    if name in _STATES:
        return _is_state(name, value)
    if name in _LISTS:
        return isinstance(value, list) and len(value) <= _LISTS[name] and all(map(_is_text, value))
    if name in _SWITCHES:
        return isinstance(value, bool)
    if name == "smoothing_step":
        return type(value) is int and 0 <= value <= _MOST_SMOOTHING
    if name == "weights_budget":
        return type(value) is int and 0 <= value <= MOST_MEGABYTES
    if name == "folders":
        return (
            isinstance(value, dict)
            and len(value) <= _MOST_FOLDERS
            and all(_is_text(folder) and folder for folder in value.values())
        )
    if name == "scheme":
        return value in [scheme.value for scheme in Scheme]
    if name == "form_texts":
        return (
            isinstance(value, dict)
            and len(value) <= _MOST_FIELDS
            and all(map(_is_text, value.values()))
        )
    return name in _TEXTS and _is_text(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_NAME


def _is_state(name: str, value: Any) -> bool:
    try:
        return isinstance(value, str) and _STATES[name](b64decode(value, validate=True))
    except ValueError:
        return False
