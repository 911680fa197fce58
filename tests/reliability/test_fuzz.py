"""Whatever is in a file, its reader takes it or says a sentence, soon and in little memory.

`INKLING_CASES=5000 python -m pytest tests/reliability/test_fuzz.py -s` reads 5,000 damaged files
for each reader and prints what that took; a case that fails is made again by its number, see
`fuzzing.py`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .readers import READERS

CASES = os.environ.get("INKLING_CASES", "100")
SECONDS, MEGABYTES = 2.0, 500


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_read_or_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    program = Path(__file__).with_name("fuzzing.py")
    done = subprocess.run(
        [sys.executable, str(program), name, "--cases", CASES],
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.stdout, f"case {done.stderr.splitlines()[-1:]} has ended it ({done.returncode})"
    found = json.loads(done.stdout)
    failures = found.pop("failures")
    with capsys.disabled():
        print(f"\n{found}")  # noqa: T201 - with -s it is what the documentation tells
    assert not failures, failures[0]
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES


def test_a_case_is_the_same_file_each_time(tmp_path: Path) -> None:
    program = Path(__file__).with_name("fuzzing.py")
    for name in READERS:
        kept = [tmp_path / "one", tmp_path / "two"]
        for path in kept:
            options = ["--first", "7", "--cases", "1", "--keep", str(path)]
            subprocess.run([sys.executable, str(program), name, *options], capture_output=True)
        assert kept[0].read_bytes() == kept[1].read_bytes(), name
