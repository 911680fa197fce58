"""Layouts of labeled fields, one below the other."""

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from gui.common.enlargement import keep_room
from gui.common.theme import SPACING, TIGHT


def labeled_form(*rows: tuple[str, QWidget]) -> QFormLayout:
    """Return a layout of fields with their labels, which also are their accessible names."""
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setHorizontalSpacing(SPACING)
    for label, widget in rows:
        form.addRow(label, widget)
        if label and not widget.accessibleName():
            widget.setAccessibleName(label.replace("&", ""))
    return form


def align_forms(*forms: QFormLayout) -> None:
    """Let the fields of several forms, one below the other, begin at the same place."""
    items = (
        form.itemAt(row, QFormLayout.ItemRole.LabelRole)
        for form in forms
        for row in range(form.rowCount())
    )
    labels = [label for item in items if item is not None and (label := item.widget()) is not None]
    texts = [label.text().replace("&", "") for label in labels if isinstance(label, QLabel)]
    for label in labels:
        keep_room(label, texts, padding=TIGHT)  # the widest one needs a little more, too
