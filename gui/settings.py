"""What the window remembers between two starts."""

from PySide6.QtCore import QByteArray, QSettings

from core.locations import user_config
from gui.theme import Scheme

_MOST_IDS = 1000


class WindowSettings:
    """Typed values in an INI file in the user's config folder."""

    def __init__(self) -> None:
        self._file = QSettings(str(user_config() / "window.ini"), QSettings.Format.IniFormat)

    @property
    def scheme(self) -> Scheme:
        """The colour scheme; the system's where nothing valid is stored."""
        stored = str(self._file.value("scheme", Scheme.SYSTEM.value))
        return Scheme(stored) if stored in set(Scheme) else Scheme.SYSTEM

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._file.setValue("scheme", scheme.value)

    @property
    def geometry(self) -> QByteArray | None:
        """Place and size of the window."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._file.setValue("geometry", geometry)

    @property
    def columns(self) -> QByteArray | None:
        """The widths of the window's columns."""
        return self._bytes("columns")

    @columns.setter
    def columns(self, columns: QByteArray) -> None:
        self._file.setValue("columns", columns)

    @property
    def open_groups(self) -> list[str] | None:
        """The groups of the form that are open; None where that has never been stored."""
        stored = self._file.value("open_groups")
        return stored.split(";") if isinstance(stored, str) else None

    @open_groups.setter
    def open_groups(self, names: list[str]) -> None:
        # As one text: Qt reads a list of one back as a text, and an empty one as nothing.
        self._file.setValue("open_groups", ";".join(names))

    @property
    def run_columns(self) -> QByteArray | None:
        """Widths and order of the columns of the table of runs, and which of them are shown."""
        return self._bytes("run_columns")

    @run_columns.setter
    def run_columns(self, columns: QByteArray) -> None:
        self._file.setValue("run_columns", columns)

    @property
    def report_authors(self) -> str:
        """Who wrote the last report."""
        return str(self._file.value("report_authors", ""))

    @report_authors.setter
    def report_authors(self, authors: str) -> None:
        self._file.setValue("report_authors", authors)

    @property
    def put_off_runs(self) -> list[str]:
        """The ids of interrupted runs that are not to be offered again."""
        stored = self._file.value("put_off_runs")
        return stored.split(";") if isinstance(stored, str) and stored else []

    @put_off_runs.setter
    def put_off_runs(self, ids: list[str]) -> None:
        self._file.setValue("put_off_runs", ";".join(dict.fromkeys(ids[-_MOST_IDS:])))

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else None
