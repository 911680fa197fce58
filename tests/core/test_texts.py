"""What the window may show speaks of the window, not of the command line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import main

REPOSITORY = Path(main.__file__).parent
OF_COMMANDS = re.compile(r"`[a-z]+`|(?<![-\w])--[a-z]|inkling (?!help)[a-z]+ |main\.py")
ONLY_IN_A_TERMINAL = ("core/cli/", "core/report/reproduction_section.py", "gui/startup.py")


def texts(path: Path) -> Iterator[str]:
    """The texts of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    constants = (n for n in ast.walk(tree) if isinstance(n, ast.Constant))
    yield from (str(n.value) for n in constants if id(n) not in docstrings and " " in str(n.value))


def test_no_sentence_that_the_window_can_show_names_a_command_or_an_option() -> None:
    for path in sorted([*REPOSITORY.glob("core/**/*.py"), *REPOSITORY.glob("gui/**/*.py")]):
        name = path.relative_to(REPOSITORY).as_posix()
        if not name.startswith(ONLY_IN_A_TERMINAL):
            assert [text for text in texts(path) if OF_COMMANDS.search(text)] == [], name
