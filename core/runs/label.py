"""What a person says of a run: its name, notes, a star and tags."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from core.texts import clean

_LONGEST = 100_000
"""Letters of a note."""


@dataclass(frozen=True, slots=True)
class Label:
    """All of it may be empty."""

    name: str = ""
    note: str = ""
    starred: bool = False
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From what `to_dict` gave; what is missing or of another kind is left out."""
        tags = values.get("tags")
        return cls(
            _text(values.get("name")),
            _text(values.get("note")),
            values.get("starred") is True,
            tuple(clean(tag) for tag in tags if isinstance(tag, str))
            if isinstance(tags, list)
            else (),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)


def _text(value: object) -> str:
    return clean(value[:_LONGEST]) if isinstance(value, str) else ""
