"""Object names: what automation and accessibility know a widget by."""

from typing import TypeVar

from PySide6.QtCore import QObject

Named = TypeVar("Named", bound=QObject)


def named(thing: Named, name: str) -> Named:
    """`thing` itself, with an object name."""
    thing.setObjectName(name)
    return thing
