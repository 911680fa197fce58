"""Make the pictures of every panel and dialog, at three scales, and check what they show.

    python -m tests.gui.pictures --to FOLDER
    python -m tests.gui.pictures --docs

The second makes those that the docs show. Exits with the status of pytest, which names each fault.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

SCALES = ("1", "1.5", "2")


def main() -> int:
    """Make the pictures and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.pictures", description=__doc__)
    parser.add_argument("--to", type=Path, help="the folder for the pictures")
    parser.add_argument("--scale", action="append", help="only these scales")
    parser.add_argument(
        "--docs", action="store_true", help="renew the pictures in README and in the guide"
    )
    options = parser.parse_args()
    if options.docs:
        return _run("docs_pictures.py", {})
    folder = {}
    if options.to is not None:
        options.to.mkdir(parents=True, exist_ok=True)
        folder = {"INKLING_PICTURES": str(options.to.resolve())}
    scales = options.scale or SCALES
    return max(_run("every_scene.py", {"INKLING_SCALE": each, **folder}) for each in scales)


def _run(module: str, values: dict[str, str]) -> int:
    """Run one module of tests; Qt reads the scale only at the start of a process."""
    environment = {**os.environ, **values, "QT_QPA_PLATFORM": "offscreen"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "auto",
        str(Path(__file__).parent / module),
    ]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
