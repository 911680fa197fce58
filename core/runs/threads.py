"""How many BLAS threads a run goes on with: as many as it began with."""

from core.runs.run import Run
from core.training.threads import default_threads

_MOST = 64


def threads_of(run: Run) -> int:
    """Another number would change the last bits."""
    told = run.about.environment.get("threads")
    return told if isinstance(told, int) and 1 <= told <= _MOST else default_threads(run.settings)
