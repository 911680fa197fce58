"""The moments of a run whose weights are kept, as the bar goes through them."""

from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gui.session.shown_model import ShownMoment

if TYPE_CHECKING:
    from core.hyperparameters.schema import Hyperparameters
    from core.runs.moments import Moment


class MomentList(NamedTuple):
    """The moments of one run, in the order of time."""

    run: Path
    moments: "tuple[Moment, ...]" = ()
    places: tuple[float, ...] = ()
    """The place of each moment in epochs."""

    def nearest(self, epoch: float) -> int:
        """Return the number of the moment nearest to a place in epochs; there must be one."""
        after = bisect_left(self.places, epoch)
        around = [n for n in (after - 1, after) if 0 <= n < len(self.places)]
        return min(around, key=lambda n: abs(self.places[n] - epoch))

    def end_of_epoch(self, number: int) -> int:
        """Return the epoch that ends at a moment; 0 for one within the first epoch."""
        moment = self.moments[number]
        return 0 if moment.mini_batches else moment.epochs


def read_moments(run: Path) -> MomentList:
    """Return the moments of a run. Raises RunError if it is none."""
    from core.runs.moments import kept_moments
    from core.runs.run import read_settings

    moments, settings = kept_moments(run), read_settings(run)
    return MomentList(run, tuple(moments), places_of(moments, settings))


def places_of(moments: "list[Moment]", settings: "Hyperparameters") -> tuple[float, ...]:
    """Return the places of moments, in epochs."""
    return tuple(moment.position(settings) for moment in moments)


def read_moment(run: Path, title: str, moment: "Moment") -> ShownMoment:
    """Read the network of a moment of the run with a title.

    Raises RunError if its weights are gone or damaged.
    """
    from core.runs.moments import load_moment

    return ShownMoment(run, title, moment, load_moment(run, moment))
