"""The window in languages whose letters are not those of English."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPEN = """
from PySide6.QtCore import QTimer
from gui.startup import run_window
raise SystemExit(run_window(lambda window: QTimer.singleShot(0, window.close)))
"""


def begins_with_i(file: Path) -> list[str]:
    """Properties beginning with an i that are given to Qt's classes as keywords."""
    calls = [node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call)]
    return [
        f"{file.name}:{call.lineno} {word.arg}"
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id.startswith("Q")
        for word in call.keywords
        if word.arg and word.arg.startswith("i")
    ]


def test_no_property_is_set_that_cannot_be_found_in_turkish() -> None:
    """PySide looks for a setter with the capital of its first letter, there İ."""
    files = [*(ROOT / "gui").rglob("*.py"), *(ROOT / "tests" / "gui").rglob("*.py")]
    assert files
    assert [found for file in files for found in begins_with_i(file)] == []


@pytest.mark.skipif(not shutil.which("localedef"), reason="makes a locale with glibc's tool")
def test_the_window_opens_and_closes_in_turkish(home: Path, tmp_path: Path) -> None:
    locale = "tr_TR.UTF-8"
    made = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(tmp_path / locale)]
    if subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("the sources of locales are not installed")
    environment = {"LOCPATH": str(tmp_path), "LC_ALL": locale, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", OPEN],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    log = (home / "log" / "inkling.log").read_text("utf-8")
    assert "Traceback" not in log
