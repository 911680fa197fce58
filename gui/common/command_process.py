"""Commands of the program, run in processes of their own.

What needs large libraries, such as those that draw figures and set pages, leaves its memory to
the system again when it is done, and takes no turns with the window.
"""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from core.foundation.errors import InklingError
from core.foundation.json_file import READ_ERRORS, parse_object
from core.tuning.processes import command

HIDDEN: dict[str, Any] = {}
"""Without a terminal of its own, where the system would open one."""
if sys.platform == "win32":
    HIDDEN = {"creationflags": subprocess.CREATE_NO_WINDOW}


def printed_by(*arguments: str) -> Mapping[str, Any]:
    """Run a command and return the object that it prints. Waits for it: for worker threads.

    Raises InklingError with what it says where it does not succeed.
    """
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
        said = done.stderr.decode("utf-8", "replace")
    except READ_ERRORS as error:
        said = str(error)
    raise InklingError(*words_of(said, f"The command “{arguments[0]}” has failed."))


def words_of(said: str, otherwise: str) -> tuple[str, str]:
    """The sentence and the details in what a process wrote on standard error before it ended."""
    _, found, sentence = said.strip().rpartition("error: ")
    if not found:
        return otherwise, said.strip()
    message, _, details = sentence.partition("\n")
    return message, details.strip()


def argument(text: str) -> str:
    """A text that a person has typed, as an argument: no process can be given all letters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
