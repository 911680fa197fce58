"""The names that automation knows widgets by."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from core.hyperparameters.fields import Choice
from core.hyperparameters.schema import FIELDS
from gui.main_window import MainWindow

NAMES = [
    "presetChooser",
    "startButton",
    "pauseButton",
    "stepButton",
    "stopButton",
    "resetButton",
    "trainingProgress",
    "centre",
    "curvesAxis",
    "lossPlot",
    "accuracyPlot",
    "drawingPad",
    "clearPadButton",
    "undoButton",
    "predictionLabel",
    "testAccuracyLabel",
    "evaluateButton",
    "statusMessage",
]


def test_a_widget_is_found_by_its_name(window: MainWindow) -> None:
    for name in NAMES:
        (widget,) = window.findChildren(QWidget, name)
        # The progress is hidden, in its place, until there is any.
        assert widget.isVisible() or name == "trainingProgress", name


def test_the_window_has_a_name(window: MainWindow) -> None:
    assert window.objectName() == "mainWindow"
    assert window.windowTitle() == "Inkling"


def test_each_hyperparameter_has_one_editor_with_its_name(window: MainWindow) -> None:
    for name, field in FIELDS.items():
        (editor,) = window.findChildren(QWidget, name)
        kind = QComboBox if isinstance(field, Choice) else QLineEdit
        assert isinstance(editor, kind), name


def test_each_editor_of_a_text_has_a_caption(window: MainWindow) -> None:
    for name in FIELDS:
        assert isinstance(window.findChild(QObject, f"{name}Caption"), QLabel)
