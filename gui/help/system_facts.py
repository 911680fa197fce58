"""The versions and the system on which the program runs, for a report of a bug."""

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from core.foundation.paths import user_data


def system_facts(widget: QWidget) -> dict[str, str]:
    """Return versions, system, screen and folder of the user's data, by what they are."""
    from core.runs.run_metadata import environment

    known = environment()
    screen = widget.screen()
    size, scale = screen.size(), screen.devicePixelRatio()
    return {
        "Inkling": str(known["inkling"] or "not installed: run from its source"),
        "Python": str(known["python"]),
        "NumPy": str(known["numpy"]),
        "BLAS": f"{known['blas'] or 'unknown'}, threads: {known['threads']}",
        "Qt": str(qVersion()),
        "PySide6": PySide6.__version__,
        "System": str(known["system"]),
        "Processor": f"{known['processor']}, cores: {known['cores']}",
        "Screen": f"{size.width()} × {size.height()} at {100 * scale:.0f}%, "
        f"{screen.logicalDotsPerInch():.0f} dpi, {QGuiApplication.platformName()}",
        "Text": f"{widget.font().family()}, {widget.font().pointSizeF():g} points",
        "Data": str(user_data()),
    }


def as_text(facts: dict[str, str]) -> str:
    """Return facts as lines to be copied."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items())
