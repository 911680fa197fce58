"""Commands of the program that run in separate processes.

A command that needs large libraries, such as those for figures and PDF pages, then leaves no memory
behind and does not compete with the window for Python's global interpreter lock.
"""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from core.foundation.errors import InklingError
from core.foundation.json_file import READ_ERRORS, parse_object

_ENDED = "The process that was to do this has ended unexpectedly."
HIDDEN: dict[str, Any] = {}
"""Options of `subprocess` that open no terminal window on Windows."""
if sys.platform == "win32":
    HIDDEN = {"creationflags": subprocess.CREATE_NO_WINDOW}


def run_json(*arguments: str) -> Mapping[str, Any]:
    """Run a command in a worker thread, wait for it, and return the JSON object that it prints.

    Raises InklingError with the message of the command if it fails.
    """
    from core.tuning.processes import command

    try:
        done = subprocess.run(
            command(*arguments, "--json"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **HIDDEN,
        )
        if done.returncode == 0:
            return parse_object(done.stdout)
        output = done.stderr.decode("utf-8", "replace")
    except READ_ERRORS as error:
        output = str(error)
    raise InklingError(*split_error(output, _ENDED))


def split_error(output: str, otherwise: str) -> tuple[str, str]:
    """Split the standard error of a process that failed into the error message and its details."""
    _, found, error = output.strip().rpartition("error: ")
    if not found:
        return otherwise, output.strip()
    message, _, details = error.partition("\n")
    return message, details.strip()


def argument(text: str) -> str:
    """Replace what a command line cannot contain in a text that the user has typed."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
