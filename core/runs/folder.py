"""The folder of a run: hyperparameters, history and model."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from core.errors import RunError
from core.files import write_atomically
from core.hyperparameters import Hyperparameters
from core.locations import user_data
from core.runs.layout import HISTORY, HYPERPARAMETERS, MODEL
from core.runs.model_file import Model, save_model
from core.runs.records import Record, record_to_dict


class RunFolder:
    """A folder that holds one run.

    Creating it writes the hyperparameters, so that a folder that cannot be written is known
    before the training and not after it. Raises RunError then, and where the folder holds a
    run already.
    """

    def __init__(self, settings: Hyperparameters, path: Path | None = None) -> None:
        self.path = path if path is not None else _new_path()
        try:
            if (self.path / MODEL).exists():
                raise RunError(f"{self.path} already holds a run. Choose another folder.")
            self.path.mkdir(parents=True, exist_ok=True)
            content = json.dumps(settings.to_dict(), indent=2) + "\n"
            write_atomically(self.path / HYPERPARAMETERS, content.encode())
        except OSError as error:
            raise RunError(f"The folder {self.path} cannot be written.", str(error)) from error

    @property
    def model_path(self) -> Path:
        """Where `save` puts the model."""
        return self.path / MODEL

    def save(self, model: Model, history: Iterable[Record]) -> None:
        """Write the model and the history, one JSON object a line.

        Raises RunError or ModelError where they cannot be written.
        """
        lines = "".join(json.dumps(record_to_dict(record)) + "\n" for record in history)
        try:
            write_atomically(self.path / HISTORY, lines.encode())
        except OSError as error:
            raise RunError(f"The history in {self.path} cannot be saved.", str(error)) from error
        save_model(self.model_path, model)


def latest_model() -> Path | None:
    """The model that was saved last in the user's data, if any."""
    models = (user_data() / "runs").glob(f"*/{MODEL}")
    return max(models, key=lambda path: path.stat().st_mtime, default=None)


def _new_path() -> Path:
    started = datetime.now().astimezone()
    return user_data() / "runs" / f"{started:%Y-%m-%d %H.%M.%S.%f}"
