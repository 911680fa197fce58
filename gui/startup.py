"""Opens the window, or reports why it cannot open."""

import ctypes
import gc
import os
import platform
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from core.foundation.errors import LocationError
from core.foundation.paths import user_data

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_INSTALL_PYSIDE = """\
PySide6 is not installed. On Debian, Ubuntu and Fedora, as everywhere, install it with
  pip install "PySide6-Essentials>=6.9,!=6.12.0\""""
_INSTALL_LIBRARIES = """\
Install what Qt needs with
  Debian, Ubuntu: sudo apt install libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 \
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 \
libxcb-xkb1
  Fedora: sudo dnf install mesa-libEGL mesa-libGL fontconfig dbus-libs libxkbcommon-x11 \
xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil"""
_NO_DISPLAY = """\
There is no display to open a window on{which}. On a machine without a screen install and use a \
virtual one:
  Debian, Ubuntu: sudo apt install xvfb && xvfb-run python main.py
  Fedora: sudo dnf install xorg-x11-server-Xvfb && xvfb-run python main.py
The commands without a window work as they are: python main.py --help"""


def why_qt_cannot_start() -> str | None:
    """Return what is missing and the command that installs it; None if Qt can start."""
    for module in ("PySide6", "pyqtgraph"):
        if find_spec(module) is None:
            return _INSTALL_PYSIDE if module == "PySide6" else _missing(module)
    try:
        from PySide6 import QtGui, QtWidgets  # noqa: F401 - the libraries behind them count
    except ImportError as error:
        return f"Qt cannot be loaded: {error}.\n{_INSTALL_LIBRARIES}"
    return _why_no_display() if sys.platform.startswith("linux") else None


def _missing(module: str) -> str:
    return f"{module} is not installed. Install it with: pip install {module}"


def _why_no_display() -> str | None:
    """Return why none of the platforms that Qt would try can open a window."""
    wanted = os.environ.get("QT_QPA_PLATFORM") or "wayland;xcb"
    reasons = [_why_not(name.split(":")[0]) for name in wanted.split(";")]
    return None if None in reasons else reasons[-1]


def _why_not(platform: str) -> str | None:
    plugin = _plugins() / "platforms" / f"libq{platform}.so"
    if not plugin.is_file():
        there = ", ".join(sorted(p.stem.removeprefix("libq") for p in plugin.parent.glob("*.so")))
        return (
            f"QT_QPA_PLATFORM asks for “{platform}”, which this Qt does not have; it has {there}."
        )
    if platform == "wayland":
        return None if _wayland_answers() else _NO_DISPLAY.format(which="")
    return _why_no_xcb(plugin) if platform == "xcb" else None


def _why_no_xcb(plugin: Path) -> str | None:
    display = os.environ.get("DISPLAY", "")
    if not display:
        return _NO_DISPLAY.format(which="")
    try:
        # The library that Qt is about to load, with everything on which it depends.
        ctypes.CDLL(str(plugin))
        answers = _x11_answers(display)
    except OSError as error:
        return f"Qt cannot open a window: {error}.\n{_INSTALL_LIBRARIES}"
    return None if answers else _NO_DISPLAY.format(which=f": “{display}” does not answer")


def _plugins() -> Path:
    from PySide6.QtCore import QLibraryInfo

    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    socket = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name
    return bool(name) and socket.is_socket()


def _x11_answers(display: str) -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""Parameters of `mallopt`, from glibc's malloc.h."""
_SETTINGS = {_ARENA_MAX: 2, _MMAP_THRESHOLD: 1 << 20, _TRIM_THRESHOLD: 4 << 20}


def return_freed_memory() -> None:
    """Return freed memory to the system, if its C library is glibc.

    By default, glibc keeps freed arrays of up to 32 MB in a heap for each of several threads, and
    these heaps fragment: a window that trains, evaluates and recognizes in many threads grew by
    half in ten minutes. With these settings, arrays of 1 MB and more are mapped separately. The
    training reuses its arrays and therefore does not become slower.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    library = ctypes.CDLL(None)
    for setting, value in _SETTINGS.items():
        library.mallopt(setting, value)


CANNOT_START = 1


def run_window(when_ready: "Callable[[MainWindow], None] | None" = None) -> int:
    """Run the program with its window and return the exit status, 1 if Qt cannot start.

    `when_ready` is called once, when the window has been painted and can be used.
    """
    # Collecting garbage would take a tenth of the start and find none. The window has its own
    # collector.
    gc.disable()
    return_freed_memory()
    problem = why_qt_cannot_start() or _why_nothing_can_be_saved()
    if problem is not None:
        print(f"error: {problem}", file=sys.stderr)  # noqa: T201 - there is no window
        return CANNOT_START
    _skip_search_for_features()
    from gui.app import run

    return run(when_ready)


def _skip_search_for_features() -> None:
    """Keep PySide6 from reading the source of each module that is imported from now on.

    It searches the source for “PySide6”, because a module that uses PySide6 may choose other names
    of its methods with `from __feature__ import snake_case`. No module of this program does.
    """
    names = vars(sys.modules["shibokensupport.feature"])
    if "_mod_uses_pyside" in names:
        names["_mod_uses_pyside"] = lambda module: True


def _why_nothing_can_be_saved() -> str | None:
    try:
        user_data()
    except LocationError as error:
        return str(error)
    return None
