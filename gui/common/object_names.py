"""Object names, by which tests and assistive technology find a widget."""

from typing import TypeVar

from PySide6.QtCore import QObject

Named = TypeVar("Named", bound=QObject)


def named(thing: Named, name: str) -> Named:
    """Give an object a name, and return the object."""
    thing.setObjectName(name)
    return thing
