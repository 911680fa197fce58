"""The documentation names only files, classes and commands that exist."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest

import main
from core.cli import train
from core.cli.arguments import chosen_settings
from core.cli.parser import run_command

REPOSITORY = Path(main.__file__).parent
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((REPOSITORY / "docs").glob("*.md")),
    REPOSITORY / "tests" / "README.md",
]
ARCHITECTURE = REPOSITORY / "docs" / "architecture.md"
FOLDERS = ("core", "gui", "tests", "resources", "docs", ".ci")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def in_backticks(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", text)


def words_of(page: Path) -> Iterator[str]:
    """What is written as code, inline and in blocks, word by word."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, flags=re.M | re.S)
    for code in [*in_backticks(page), *blocks]:
        yield from code.split()


def commands_of(page: Path) -> list[str]:
    """The calls of the program, each in one line and without its comment."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    found = re.findall(r"python main\.py ([a-z][^`\n|]*)", text)
    small = re.search(r'^SMALL="([^"]*)"', text, flags=re.M)
    return [
        command.partition(" #")[0].replace("$SMALL", small[1] if small else "") for command in found
    ]


COMMANDS = [command for page in PAGES for command in commands_of(page)]


@every_page
def test_every_path_in_the_docs_exists(page: Path) -> None:
    for word in words_of(page):
        if re.fullmatch(rf"({'|'.join(map(re.escape, FOLDERS))})/[\w./*-]*", word):
            assert list(REPOSITORY.glob(word.rstrip("/"))), f"{page.name}: {word}"


@every_page
def test_every_module_in_the_docs_exists(page: Path) -> None:
    modules = {path.name for name in FOLDERS for path in (REPOSITORY / name).rglob("*.py")}
    named = {word for word in in_backticks(page) if re.fullmatch(r"\w+\.py", word)}
    assert named <= modules | {"main.py", "network2.py"}


@every_page
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not re.match(r"https?:", target):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_class_and_method_that_the_architecture_names_exists() -> None:
    files = [path for name in ("core", "gui") for path in (REPOSITORY / name).rglob("*.py")]
    sources = [path.read_text("utf-8") for path in files]
    names = {
        word
        for word in in_backticks(ARCHITECTURE)
        if re.fullmatch(r"[A-Z][a-z]+\w*(\.\w+)?", word) and not re.match(r"Q[A-Z]", word)
    }
    assert names
    for name in names:
        kind, _, method = name.partition(".")
        definition = re.compile(rf"^class {kind}\b.*^    def {method}", flags=re.M | re.S)
        just_class = re.compile(rf"^class {kind}\b", flags=re.M)
        wanted = definition if method else just_class
        assert any(wanted.search(source) for source in sources), name


def test_the_docs_explain_every_dependency() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[^\w-]", item)[0].lower() for group in groups for item in group}
    explained = (REPOSITORY / "docs" / "dependencies.md").read_text("utf-8").lower()
    assert not [name for name in names - {project["name"]} if name not in explained]


def test_the_picture_of_the_layers_is_what_import_linter_checks() -> None:
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    layers = next(
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if contract["name"] == "the layers of core"
    )
    picture = ET.parse(REPOSITORY / "docs" / "images" / "layers.svg")
    rows: dict[str, list[str]] = {}
    for text in picture.iter("{http://www.w3.org/2000/svg}text"):
        if text.get("class") != "s":  # the heading of core
            rows.setdefault(text.attrib["y"], []).append(str(text.text))
    assert list(rows.values()) == [["main.py"], ["gui"], *(row.split(" : ") for row in layers)]


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_every_command_in_the_docs_can_be_read(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = re.findall(r'"[^"]*"|\S+', command)
    called: list[SimpleNamespace] = []
    module = f"core.cli.{arguments[0].replace('-', '_')}"
    monkeypatch.setattr(f"{module}.run", lambda options: called.append(options) or 0)
    assert run_command([part.strip('"') for part in arguments], dict) == 0
    assert len(called) == 1
    if module == train.__name__:
        chosen_settings(called[0])
