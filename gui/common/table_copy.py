"""The contents of tables for the clipboard, so that spreadsheets and texts understand them."""

import html
from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QMimeData, QModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QTableView

from gui.common.keys import COPY_CELLS

Rows = Sequence[Sequence[str]]


def mime_of(rows: Rows) -> QMimeData:
    """Return a table for the clipboard, as text with tabs and as HTML; the first row is its head.

    Spreadsheets read the tabs, and word processors the HTML.
    """
    clean = [[" ".join(cell.split()) for cell in row] for row in rows]
    data = QMimeData()
    data.setText("".join("\t".join(row) + "\n" for row in clean))
    head, *body = [[html.escape(cell) for cell in row] for row in clean]
    lines = ["".join(f"<th>{cell}</th>" for cell in head)]
    lines += ["".join(f"<td>{cell}</td>" for cell in row) for row in body]
    data.setHtml("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>")
    return data


def mime_of_rows(
    model: QAbstractItemModel, rows: Sequence[QModelIndex], columns: Sequence[int]
) -> QMimeData:
    """Return some rows of a model, with the headings of these columns."""
    across = Qt.Orientation.Horizontal
    head = [str(model.headerData(column, across)) for column in columns]
    body = [[str(row.siblingAtColumn(column).data() or "") for column in columns] for row in rows]
    return mime_of([head, *body])


class CopyTable(QTableView):
    """A table of which the selected cells or, without a selection, all can be copied (Ctrl+C)."""

    def copy(self) -> None:
        """Copy the selected cells with their headings, or everything."""
        chosen = self.selectionModel().selectedIndexes()
        model = self.model()
        rows = sorted({index.row() for index in chosen}) or range(model.rowCount())
        columns = sorted({index.column() for index in chosen}) or range(model.columnCount())
        self._copy(rows, columns)

    @Slot()
    def copy_all(self) -> None:
        """Copy everything."""
        self._copy(range(self.model().rowCount()), range(self.model().columnCount()))

    def event(self, event: QEvent) -> bool:
        """Claim the key before the window's shortcut gets it."""
        ours = isinstance(event, QKeyEvent) and COPY_CELLS.match(event)
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, by the key for it."""
        if COPY_CELLS.match(event):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _copy(self, rows: Sequence[int], columns: Sequence[int]) -> None:
        model = self.model()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        head = ["", *(str(model.headerData(column, across)) for column in columns)]
        body = [
            [str(model.headerData(row, down)), *(str(model.index(row, c).data()) for c in columns)]
            for row in rows
        ]
        QGuiApplication.clipboard().setMimeData(mime_of([head, *body]))
