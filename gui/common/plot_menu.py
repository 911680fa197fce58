"""The context menu of plots: copy, save as a picture or as data, and the actions of the plot."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import StringIO
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from core.foundation.errors import ExportError, OutputError
from core.foundation.file_names import dated_name, today
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import Exporter, ask_to_save, with_ending
from gui.common.plot_picture import PlotPicture, image_of, pdf_of, png_of, svg_of
from gui.common.tasks import Tasks
from gui.common.widgets import named

Row = Sequence[str | float]
Table = Callable[[], Iterable[Row]]
"""Returns the data of a plot with a header; the rows may be made in another thread."""
Parts = Callable[[], Sequence[QWidget]]


class PlotMenu(QObject):
    """Gives plots their context menu, and writes one file at a time in a thread."""

    saved = Signal(str, object)
    """Emitted with “Saved to” and the path of a file that was written."""

    def __init__(self, window: QWidget, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._exporter = Exporter(window, tasks, errors)
        self._exporter.written.connect(self._report_written)

    def add(self, plot: QWidget, name: str, table: Table, parts: Parts | None = None) -> None:
        """Give a plot the menu, in which its own actions are, too.

        `name` is for files. `parts` returns the widgets of a picture from top to bottom; without
        it, the plot is the only one.
        """
        picture = PlotPicture(name, plot, parts or (lambda: [plot]))
        plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        plot.customContextMenuRequested.connect(partial(self._open, plot, picture, table))

    def _open(self, plot: QWidget, picture: PlotPicture, table: Table, place: QPoint) -> None:
        menu = named(QMenu(plot), "plotMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Copy", partial(_copy, picture))
        for text, suffix, make in _PICTURES:
            menu.addAction(text, partial(self._save_picture, picture, suffix, make))
        menu.addAction("Save &data as CSV…", partial(self._save_table, picture.name, table))
        menu.addSeparator()
        menu.addActions(plot.actions())
        menu.popup(plot.mapToGlobal(place))

    def _save_picture(
        self, picture: PlotPicture, suffix: str, make: Callable[[PlotPicture], bytes]
    ) -> None:
        # It is made now: while the dialog is open, the curves may grow.
        made = make(picture)
        self._ask("Save picture", picture.name, suffix, lambda: made)

    def _save_table(self, name: str, table: Table) -> None:
        rows = table()
        self._ask("Save data", name, ".csv", lambda: _csv_of(rows))

    def _ask(self, title: str, name: str, suffix: str, make: Callable[[], bytes]) -> None:
        def chosen(path: Path, _: str) -> None:
            try:
                path = with_ending(path, suffix, (suffix,))
            except OutputError as error:
                self._errors.report(error)
            else:
                self._exporter.write(path, partial(_write, make))

        kind = f"{suffix[1:].upper()} (*{suffix})"
        suggested = dated_name(name, today(), suffix)
        ask_to_save(self._window, "savePlotDialog", title, [kind], suggested, chosen)

    @Slot(object)
    def _report_written(self, path: Path) -> None:
        self.saved.emit("Saved to", path)


def _write(make: Callable[[], bytes], path: Path) -> Path:
    from core.foundation.files import write_atomically
    from core.runs.output_guard import check_replaceable

    check_replaceable(path)
    try:
        write_atomically(path, make())
    except OSError as error:
        raise ExportError(f"{path} cannot be written.", str(error)) from error
    return path


def _csv_of(rows: Iterable[Row]) -> bytes:
    import csv

    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _copy(picture: PlotPicture) -> None:
    QGuiApplication.clipboard().setImage(image_of(picture))


_PICTURES = (
    ("Save as &PNG…", ".png", png_of),
    ("Save as &SVG…", ".svg", svg_of),
    ("Save as PD&F…", ".pdf", pdf_of),
)
