"""What a person says of a run: its name, notes, a star and tags."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from core.foundation.json_file import single_line

_LONGEST = 100_000
"""Letters of a note."""
_MOST_TAGS = 100


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
        name, note, tags = (values.get(key) for key in ("name", "note", "tags"))
        return cls(
            single_line(name) if isinstance(name, str) else "",
            "\n".join(single_line(line, _LONGEST) for line in note[:_LONGEST].split("\n"))
            if isinstance(note, str)
            else "",
            values.get("starred") is True,
            tuple(single_line(tag) for tag in tags[:_MOST_TAGS] if isinstance(tag, str))
            if isinstance(tags, list)
            else (),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)
