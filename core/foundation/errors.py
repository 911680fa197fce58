"""The exceptions that are shown to the user: a sentence to read, and the technical details."""


class InklingError(Exception):
    """The base class of errors that are shown to the user.

    `str(error)` is one sentence for the user; `details` is the technical cause, shown on demand.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class HyperparameterError(InklingError):
    """A hyperparameter has an unknown name or a value that is not allowed."""


class PresetError(InklingError):
    """A preset cannot be read, written or named."""


class DataError(InklingError):
    """A data set, an image or a drawing cannot be read."""


class ModelError(InklingError):
    """A model file cannot be read or written."""


class RunError(InklingError):
    """The folder of a run cannot be written."""


class LocationError(InklingError):
    """The location of the user's folders cannot be determined."""


class OutputError(InklingError):
    """A file must not or cannot be written to the path that the user chose."""


class ExportError(InklingError):
    """Something cannot be exported in the chosen format."""


class FontError(InklingError):
    """No font on this computer has a character of the text."""


class SearchError(InklingError):
    """A hyperparameter search cannot be read, started or continued."""
