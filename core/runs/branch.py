"""Going back to an epoch of a run: a new run with the same history up to there."""

import json
from pathlib import Path

from core.errors import RunError
from core.files import write_atomically
from core.runs.about import About
from core.runs.checkpoint import to_bytes
from core.runs.checkpoints import LAST, checkpoint_at
from core.runs.folder import RunFolder
from core.runs.layout import CHECKPOINTS, HISTORY
from core.runs.records import record_to_dict, until_epoch
from core.runs.run import read_run


def branch(source: Path, epoch: int, path: Path | None = None) -> Path:
    """Make a run that stands where another one stood at the end of an epoch.

    It has the last checkpoint before that, and the history up to the epoch: whoever goes on
    with it comes by that epoch to the bit. Raises RunError.
    """
    run = read_run(source)
    if not any(end.epoch == epoch for end in run.epochs):
        raise RunError(f"{source} has no epoch {epoch}.")
    checkpoint = checkpoint_at(run, epoch)
    about = About.now(run.about.title, run.about.id, epoch)
    folder = RunFolder.create(run.settings, path, about)
    try:
        lines = (
            json.dumps(record_to_dict(record)) + "\n" for record in until_epoch(run.records, epoch)
        )
        write_atomically(folder.path / HISTORY, "".join(lines).encode())
        if checkpoint is not None:
            (folder.path / CHECKPOINTS).mkdir()
            write_atomically(folder.path / CHECKPOINTS / LAST, to_bytes(checkpoint))
    except OSError as error:
        raise RunError(f"The folder {folder.path} cannot be written.", str(error)) from error
    finally:
        folder.close()
    return folder.path
