"""A few damaged files for every reader; many more are read by `tests/reliability/test_fuzz.py`."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "reliability" / "fuzzing.py"


def test_damaged_files_are_read_or_refused_with_a_sentence_in_time_and_memory() -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "--cases", "40"], capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) >= 14, f"ended at case {done.stderr.splitlines()[-3:]} of reader {len(lines)}"
    for found in lines:
        assert not found["failures"], (found["reader"], found["failures"][0])
        assert found["cases"] >= 40
        assert found["seconds"] < 2, found
        assert found["megabytes"] < 500, found
