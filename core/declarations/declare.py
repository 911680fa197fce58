"""A dataclass field with what form, command line and files need to know of it."""

from dataclasses import field
from typing import Any

from core.fields import Field


def declare(default: Any, declaration: Field) -> Any:
    """A field of a dataclass; `declaration` lies in its metadata under "field"."""
    return field(default=default, metadata={"field": declaration})
