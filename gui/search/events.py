"""What the process of a search tells, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import SearchError
from core.hyperparameters import FIELDS
from core.json_file import UNREADABLE, count, parse_object, real, words
from core.search.finding import TrialResult


@dataclass(frozen=True)
class Begun:
    """It has begun."""

    trials: int
    """In all."""
    notice: str = ""
    """What a person is to know of it."""


@dataclass(frozen=True)
class Ended:
    """It has ended in order."""

    importances: Mapping[str, float]
    """Of the settings, by name: fractions."""


Told = Begun | TrialResult | Ended


def event_in(line: bytes) -> Told:
    """What a line of `search --json` says. Raises SearchError where it says nothing known."""
    try:
        told = parse_object(line)
        match told["event"]:
            case "begin":
                return Begun(count(told["trials"]), words(told.get("notice", "")))
            case "trial":
                return TrialResult.from_dict(told)
            case "end":
                return Ended(_shares(told["importances"]))
            case other:
                raise ValueError(f"unknown event {other!r:.60}")
    except UNREADABLE as error:
        reason = f"{error}: {line[:200]!r}"
        raise SearchError("What the search says cannot be understood.", reason) from error


def _shares(told: Mapping[str, object]) -> dict[str, float]:
    return {name: real(share) for name, share in told.items() if name in FIELDS}
