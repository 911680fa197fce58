"""Standard output and error, either of which may be full, or have lost its reader.

A command that is there to print ends when nothing can be printed any more. One that works for long
goes on in silence: what it makes is in files.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

FAILED = 1
READER_GONE = 141
"""As if a signal had ended the program."""


class Stream:
    """A text stream that remembers its first failure and writes nothing after it."""

    def __init__(self, stream: TextIO, *, insists: bool) -> None:
        self.insists = insists
        """Whether it raises OSError when it fails first, to end what writes to it."""
        self.problem: OSError | None = None
        self._stream = stream

    def write(self, text: str) -> int:
        """As of any text stream."""
        if self.problem is None:
            try:
                self._stream.write(text)
            except OSError as error:
                self._fail(error)
        return len(text)

    def flush(self) -> None:
        """As of any text stream."""
        if self.problem is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._fail(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _fail(self, error: OSError) -> None:
        self.problem = error
        self._give_up()
        if self.insists:
            raise error
        if self is sys.stdout and not isinstance(error, BrokenPipeError):
            print(f"warning: {_said(error)} The work goes on without it.", file=sys.stderr)

    def _give_up(self) -> None:
        """What is left in the buffer must go somewhere: Python tries again at its exit."""
        try:
            number = self._stream.fileno()
        except (OSError, ValueError):
            return  # a stream in memory
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


@contextmanager
def standard_streams() -> Iterator[Stream]:
    """Put a `Stream` in the place of standard output, which it yields, and of standard error."""
    out, err = sys.stdout, sys.stderr
    if isinstance(out, io.TextIOWrapper):
        # A file's name may be of bytes that are no text.
        out.reconfigure(errors="backslashreplace")
    stream = Stream(out, insists=True)
    sys.stdout, sys.stderr = cast(TextIO, stream), cast(TextIO, Stream(err, insists=False))
    try:
        yield stream
    finally:
        sys.stdout, sys.stderr = out, err


def status_after(stream: Stream, status: int) -> int:
    """The exit status of a command that ended with `status`, or as well as it could with a
    standard output that failed. Says so, where that is not because nobody reads it."""
    problem = stream.problem
    if problem is None or status:
        return status
    if isinstance(problem, BrokenPipeError):
        return READER_GONE
    if stream.insists:
        print(f"error: {_said(problem)}", file=sys.stderr)
    return FAILED


def _said(error: OSError) -> str:
    return f"Standard output cannot be written: {error.strerror or error}."
