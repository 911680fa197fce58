"""An error reporter for parts of the window that are tested without it."""

from gui.common.error_reporter import ErrorReporter


class Errors(ErrorReporter):
    """Keeps the errors in place of showing them."""

    def __init__(self) -> None:
        super().__init__()
        self.reported: list[Exception] = []

    def report(self, error: Exception) -> None:
        self.reported.append(error)
