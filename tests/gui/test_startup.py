"""What the program says where Qt cannot start, and how it starts and ends where it can."""

import os
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from gui.startup import why_qt_cannot_start

ROOT = Path(__file__).resolve().parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks X11 or Wayland")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_names_what_to_install(problem: str | None) -> None:
    assert problem is not None
    assert "Debian, Ubuntu: sudo apt install" in problem
    assert "Fedora: sudo dnf install" in problem


def test_nothing_is_wrong_without_a_screen_when_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert why_qt_cannot_start() is None


@ON_LINUX
@pytest.mark.usefixtures("no_display")
def test_without_a_display_it_names_what_to_install() -> None:
    assert_names_what_to_install(why_qt_cannot_start())


@ON_LINUX
@pytest.mark.usefixtures("no_display")
def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    assert_names_what_to_install(why_qt_cannot_start())


@ON_LINUX
@pytest.mark.usefixtures("no_display")
def test_a_wayland_that_does_not_answer_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-987")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert_names_what_to_install(why_qt_cannot_start())


@ON_LINUX
def test_a_platform_that_qt_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "papyrus")
    assert "papyrus" in str(why_qt_cannot_start())


@pytest.mark.parametrize("package", ["PySide6", "pyqtgraph"])
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    problem = why_qt_cannot_start()
    assert problem is not None
    assert problem.startswith(f"{package} is not installed")
    assert "pip install" in problem


def test_qt_without_its_libraries_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    monkeypatch.delattr(PySide6, "QtWidgets")
    assert_names_what_to_install(why_qt_cannot_start())


@ON_LINUX
@pytest.mark.usefixtures("no_display")
@pytest.mark.parametrize("display", ["", ":987"])
def test_the_program_ends_with_a_sentence_where_there_is_no_display(display: str) -> None:
    ended = run_python("main.py", DISPLAY=display)
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: ")
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_a_home_that_nobody_has_is_said_before_there_is_a_window() -> None:
    ended = run_python("main.py", INKLING_HOME="~nosuch-user", QT_QPA_PLATFORM="offscreen")
    said = "error: INKLING_HOME is “~nosuch-user”: that is no folder.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


def test_a_name_that_is_no_text_is_logged(home: Path) -> None:
    script = """
import logging
from gui.app import start_logging
start_logging()
logging.getLogger("inkling").warning("%s cannot be read", chr(0xdcff))
"""
    ended = run_python("-c", script)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert "\\udcff cannot be read" in (home / "log" / "inkling.log").read_text("utf-8")


WAYS_TO_END = {
    "at once": "QTimer.singleShot(0, window.close)",
    "in training": """
window.start()
window.session.received.connect(lambda events: answer() if not window.close() else None)
def answer():
    for button in window.findChild(QMessageBox, "closeQuestion").buttons():
        if button.text() == "Quit":
            QTimer.singleShot(0, button.click)
""",
    "while a model is read that never comes": """
import threading
from pathlib import Path
from core.importing import model_import as importing
importing.read_model = lambda path: threading.Event().wait()
window.files.open(Path("model"))
QTimer.singleShot(300, window.close)
""",
    "with an exception in a slot": """
def fail():
    QTimer.singleShot(0, window.close)
    raise RuntimeError("a bug")
QTimer.singleShot(0, fail)
""",
}


@pytest.mark.parametrize("way", WAYS_TO_END)
def test_the_program_starts_and_ends_in_order(way: str, home: Path) -> None:
    script = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from gui.startup import run_window
def use(window):
    code = {WAYS_TO_END[way]!r}
    exec(code, {{"window": window, "QTimer": QTimer, "QMessageBox": QMessageBox}})
sys.exit(run_window(use))
"""
    ended = run_python("-c", script, QT_QPA_PLATFORM="offscreen")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    log = (home / "log" / "inkling.log").read_text()
    assert ("RuntimeError: a bug" in log) == (way == "with an exception in a slot")
    left = list((home / "data").glob("runs/*/checkpoints/last.safetensors"))
    assert len(left) == (way == "in training")


def test_the_window_opens_before_what_it_does_not_need_yet_is_loaded() -> None:
    code = (
        "import os, sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gui.app import create_main_window\n"
        "application = QApplication([])\n"
        "window = create_main_window()\n"
        "early = {'PIL', 'optuna', 'matplotlib', 'core.training.trainer', 'core.runs.library', "
        "'core.runs.run_listing'}\n"
        "print(sorted(early & set(sys.modules)))\n"
        "sys.stdout.flush()\n"
        "os._exit(0)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_the_window_opens_without_the_source_of_a_module_being_read() -> None:
    script = """
import inspect
from gui.startup import run_window
read = []
source_of = inspect.getsource
inspect.getsource = lambda module: read.append(module.__name__) or source_of(module)
run_window(lambda window: window.close())
print([name for name in read if name.startswith(("gui", "pyqtgraph", "numpy"))])
"""
    ended = run_python("-c", script, QT_QPA_PLATFORM="offscreen")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[]\n", "")
