"""The part of the form that scrolls: its groups, one below the other."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.training.form_group import FormGroup


class FormArea(QScrollArea):
    """Scrolls to a group when a person opens it."""

    def __init__(self, groups: Sequence[FormGroup], inside: QWidget) -> None:
        super().__init__()
        self.setObjectName("formArea")
        self._groups, self._inside = groups, inside
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 0, 8, 4)
        column.setSpacing(1)
        for group in groups:
            column.addWidget(group)
            group.opened.connect(self._show_whole)
        column.addStretch()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def open_groups(self) -> list[str]:
        """The groups whose rows are shown."""
        return [group.name for group in self._groups if group.is_open]

    def open_only(self, names: Collection[str]) -> None:
        """Open these groups, and close the others."""
        for group in self._groups:
            group.set_open(group.name in names)

    @Slot(QWidget)
    def _show_whole(self, group: QWidget) -> None:
        """Scroll as far as it takes; the heading of a long group is then at the top."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for part in (group.rect().bottomLeft(), group.rect().topLeft()):
            self.ensureVisible(0, group.mapTo(self._inside, part).y(), 0, 0)
