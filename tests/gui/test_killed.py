"""A window that is killed while it trains: the next one goes on, as if nothing had been."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from core.datasets.dataset import Dataset
from core.runs.layout import METADATA
from core.runs.run import read_run
from tests.core.runs.settings import few
from tests.core.runs.test_killed import assert_uninterrupted

ROOT = Path(__file__).parents[2]
TIMES = int(os.environ.get("INKLING_KILLS", "3"))
EPOCHS = 10 + 10 * TIMES


def window(home: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "INKLING_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.gui.kill_target", str(EPOCHS)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line == "ready\n", line + process.communicate()[1]
    return process


def test_a_run_whose_window_is_killed_ends_as_if_it_had_not_been(
    home: Path, mnist: Dataset
) -> None:
    moments = random.Random(8)
    for _ in range(TIMES):
        with window(home) as process:
            time.sleep(moments.uniform(0.05, 0.9))
            process.kill()
    with window(home) as process:
        try:
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
    assert (out, process.returncode) == ("completed\n", 0)
    assert "Traceback" not in err
    (folder,) = (path.parent for path in (home / "data" / "runs").glob(f"*/{METADATA}"))
    assert_uninterrupted(read_run(folder), few(mnist), EPOCHS)
