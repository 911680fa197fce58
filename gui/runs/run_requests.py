"""The signals of the tab “Runs” for what the user wants."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class RunRequests(QWidget):
    """Declares the signals; each path is the folder of a run."""

    settings_chosen = Signal(object, str)
    """Emitted with Hyperparameters for the form, and the title of their run."""
    open_requested = Signal(object)
    """Emitted with the path of a model."""
    report_requested = Signal(object, str)
    """Emitted with the path and the title of a run."""
    export_requested = Signal(object)
    """Emitted with the path of a run."""
    continue_asked = Signal(object, int)
    """Emitted with the path of a run, and the number of further epochs."""
    go_back_asked = Signal(object, int)
    """Emitted with the path of a run, and the epoch to go back to."""
    overlays_changed = Signal(object)
    """Emitted with a tuple of RunCurves."""
    failed = Signal(object)
    """The exception that says why something was not done."""
