"""What the user notes about a run: a name, a note, a star and tags."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from core.foundation.json_file import single_line

LONGEST_NOTE = 100_000
"""Characters."""
_MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Annotations:
    """The annotations of a run, all of which may be empty."""

    name: str = ""
    note: str = ""
    starred: bool = False
    tags: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` returned; leave out what is missing or of a wrong type."""
        name, note, tags = (values.get(key) for key in ("name", "note", "tags"))
        return cls(
            single_line(name) if isinstance(name, str) else "",
            "\n".join(single_line(line, LONGEST_NOTE) for line in note[:LONGEST_NOTE].split("\n"))
            if isinstance(note, str)
            else "",
            values.get("starred") is True,
            tuple(single_line(tag) for tag in tags[:_MOST_TAGS] if isinstance(tag, str))
            if isinstance(tags, list)
            else (),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)
