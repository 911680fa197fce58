"""What the window has freed, the system has back."""

import platform
import subprocess
import sys

import pytest

_GROWTH = """
import os, sys
from pathlib import Path
import numpy as np
from gui.startup import return_freed_memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20

if sys.argv[1] == "with":
    return_freed_memory()
before = resident()
np.ones(30 << 20, np.uint8)  # the first that is freed makes glibc keep all that are smaller
arrays = []
for _ in range(40):
    # Those that stay lie between the others: they are too large for holes in what was imported.
    arrays += [np.ones(2 << 20, np.uint8), np.ones(200_000, np.uint8)]
del arrays[::2]
print(resident() - before)
"""
pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or not sys.platform.startswith("linux"),
    reason="only glibc keeps what was freed",
)


@pytest.mark.parametrize(("way", "kept"), [("with", False), ("without", True)])
def test_arrays_that_were_freed_leave_the_process(way: str, kept: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GROWTH, way], capture_output=True, text=True, check=True
    )
    assert (int(done.stdout) > 40) == kept
