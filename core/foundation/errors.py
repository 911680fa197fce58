"""The few exceptions that reach a person: a sentence to show, and the cause behind it."""


class InklingError(Exception):
    """Something went wrong that a person can understand.

    `str(error)` is one sentence for the person; `details` is what lies behind it,
    shown on demand.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class HyperparameterError(InklingError):
    """A hyperparameter has a name or a value that it cannot have."""


class DataError(InklingError):
    """A data set, an image or a drawing cannot be read."""


class ModelError(InklingError):
    """A model file cannot be read or written."""


class RunError(InklingError):
    """The folder of a run cannot be written."""


class LocationError(InklingError):
    """There is no place for the user's folders."""


class OutputError(InklingError):
    """A file must not or cannot be written where a person wants it."""


class ExportError(InklingError):
    """Something cannot be written in the format that is asked for."""


class FontError(InklingError):
    """No font on this computer has a character that is to be set."""


class SearchError(InklingError):
    """A search over settings cannot be read, begun or gone on with."""
