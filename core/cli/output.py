"""Standard output and standard error, either of which may be full or have lost its reader.

A command whose purpose is to print ends when nothing can be printed any more. A command that works
for a long time continues silently: its results are in files.
"""

import io
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, cast

FAILED = 1
READER_GONE = 141
"""The exit status as if a signal had ended the program."""


class Stream:
    """A text stream that remembers its first failure and writes nothing after it."""

    def __init__(self, stream: TextIO, *, raises_on_failure: bool) -> None:
        self.raises_on_failure = raises_on_failure
        """Whether the first failure raises OSError, to end the command that writes."""
        self.problem: OSError | None = None
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, as any text stream does."""
        if self.problem is None:
            try:
                self._stream.write(text)
            except OSError as error:
                self._fail(error)
        return len(text)

    def flush(self) -> None:
        """Flush the stream, as any text stream does."""
        if self.problem is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._fail(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _fail(self, error: OSError) -> None:
        self.problem = error
        self._discard_buffer()
        if self.raises_on_failure:
            raise error
        if self is sys.stdout and not isinstance(error, BrokenPipeError):
            message = f"warning: {_failure_message(error)} The work continues without it."
            print(message, file=sys.stderr)

    def _discard_buffer(self) -> None:
        """Send what is left in the buffer to nowhere: Python tries to write it again at exit."""
        try:
            number = self._stream.fileno()
        except (OSError, ValueError):
            return  # a stream in memory
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


@contextmanager
def standard_streams() -> Iterator[Stream]:
    """Replace standard output and standard error by a `Stream` each; yield that of the output."""
    out, err = sys.stdout, sys.stderr
    if isinstance(out, io.TextIOWrapper):
        # The name of a file may consist of bytes that are no text.
        out.reconfigure(errors="backslashreplace")
    stream = Stream(out, raises_on_failure=True)
    sys.stdout = cast(TextIO, stream)
    sys.stderr = cast(TextIO, Stream(err, raises_on_failure=False))
    try:
        yield stream
    finally:
        sys.stdout, sys.stderr = out, err


def status_after(stream: Stream, status: int) -> int:
    """Return the exit status of a command that ended with `status` and wrote to `stream`.

    Where the stream has failed, this also prints the reason, unless its reader has gone.
    """
    problem = stream.problem
    if problem is None or status:
        return status
    if isinstance(problem, BrokenPipeError):
        return READER_GONE
    if stream.raises_on_failure:
        print(f"error: {_failure_message(problem)}", file=sys.stderr)
    return FAILED


def print_json(values: Mapping[str, object]) -> None:
    """Print one JSON object and flush it, so that a program at the other end need not wait.

    JSON has no infinity and no not-a-number: they become null.
    """
    print(json.dumps(finite(values), allow_nan=False), flush=True)


def finite(value: object) -> object:
    """Replace each float in a JSON value that is infinite or not a number by None."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {key: finite(each) for key, each in value.items()}
        case list() | tuple():
            return [finite(each) for each in value]
        case _:
            return value


def print_confusion(corner: str, confusion: Sequence[Sequence[int]]) -> None:
    """Print a confusion matrix of the digits; `corner` names rows and columns."""
    width = len(corner)
    print(corner + "".join(f"{digit:6}" for digit in range(len(confusion))))
    for digit, row in enumerate(confusion):
        print(f"{digit:{width}}" + "".join(f"{count:6}" for count in row))


def _failure_message(error: OSError) -> str:
    return f"Standard output cannot be written: {error.strerror or error}."
