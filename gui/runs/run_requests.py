"""What a person asks of the library of runs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class RunRequests(QWidget):
    """Signals; each Path is the folder of a run."""

    settings_chosen = Signal(object, str)
    """Hyperparameters for the form, and the title of their run."""
    open_requested = Signal(object)
    """Path of a model."""
    report_requested = Signal(object, str)
    """Path, and the title of the run."""
    export_requested = Signal(object)
    """Path."""
    continue_asked = Signal(object, int)
    """Path, and for how many more epochs than it was to have."""
    go_back_asked = Signal(object, int)
    """Path, and to the end of which epoch."""
    overlays_changed = Signal(object)
    """A tuple of RunCurves."""
