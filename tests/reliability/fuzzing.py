"""Reads damaged files: `python tests/reliability/fuzzing.py READER --cases 5000`.

Each case has a number, which makes the same file again: `--first 123 --cases 1 --keep FILE` writes
it. A case may raise what a person is told, an InklingError, and nothing else; no warning either.
Where one takes more than two seconds of the processor, the system ends this process; the last line
of standard error is the case's number then. Standard output has a JSON object for each reader.
"""

import argparse
import json
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mutations import damaged
from readers import READERS, Reader

from core.foundation.blas_threads import limit_threads
from core.foundation.errors import InklingError

PATIENCE = 2.0
"""Seconds of the processor for a case; longer by the clock, where the machine does other work."""
_WALL = 60.0


def cases(name: str, reader: Reader, first: int, count: int) -> Iterator[tuple[str, str, bytes]]:
    """What to call it, the name of its file, and that file's content."""
    if not first:
        for known, content in reader.undoing().items():
            yield f"“{known}”", known, content
    good = reader.good()
    names, contents = list(good), list(good.values())
    for number in range(first, first + count):
        of = names[number % len(names)]
        yield str(number), of, damaged(good[of], contents, _kind(reader, of), number, name)


def try_all(name: str, first: int, count: int, keep: Path | None) -> dict[str, object]:
    """Read all cases of a reader; what came of them."""
    reader = READERS[name]
    slowest, peak = (0.0, ""), (0.0, "")
    failures: list[dict[str, str]] = []
    tried = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INKLING_HOME"] = folder
        for of, content in reader.good().items():
            # What is loaded at the first use is none of a case's; a good file can be read.
            reader.read(_written(reader, Path(folder), of, content))
        for case, of, content in cases(name, reader, first, count):
            path = _written(reader, Path(folder), of, content)
            if keep is not None:
                keep.write_bytes(content)
            print(case, file=sys.stderr, flush=True)
            _watch()
            began = time.process_time()
            try:
                reader.read(path)
            except InklingError:
                refused += 1
            except Exception:  # noqa: BLE001 - this is what is looked for
                failures.append({"case": case, "error": traceback.format_exc()})
            slowest = max(slowest, (time.process_time() - began, case))
            _watch(0)
            tried += 1
            if (memory := _memory()) > peak[0]:
                peak = memory, case
    return {
        "reader": name,
        "cases": tried,
        "refused": refused,
        "failures": failures,
        "seconds": round(slowest[0], 3),
        "slowest": slowest[1],
        "megabytes": round(peak[0]),
        "largest": peak[1],
    }


def _kind(reader: Reader, name: str) -> str:
    if not reader.in_folder:
        return reader.kind
    kinds = {".json": "json", ".jsonl": "lines", ".safetensors": "tensors"}
    return kinds.get(Path(name).suffix, "")


def _written(reader: Reader, root: Path, name: str, content: bytes) -> Path:
    folder = root / "case"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    files = dict(reader.good()) if reader.in_folder else {}
    for each, text in (files | {name: content}).items():
        path = folder / ("run" if reader.in_folder else "") / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return folder / "run" if reader.in_folder else folder / name


def _watch(factor: float = 1.0) -> None:
    """From here on, let the system end this process where a case takes too long."""
    signal.setitimer(signal.ITIMER_PROF, factor * PATIENCE)
    signal.setitimer(signal.ITIMER_REAL, factor * _WALL)


def _memory() -> float:
    """The most that this process has ever had, in megabytes."""
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    """Try what is asked for; 0 where nothing failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    logging.disable()
    limit_threads()
    warnings.simplefilter("error")
    failed = False
    for name in options.readers or READERS:
        found = try_all(name, options.first, options.cases, options.keep)
        print(json.dumps(found), flush=True)
        failed |= bool(found["failures"])
    return failed


if __name__ == "__main__":
    sys.exit(main())
