"""The pages of the help, in Markdown, and their sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.foundation.paths import resources

GUIDE, GLOSSARY = "guide.md", "glossary.md"
TITLES = {GUIDE: "Guide", GLOSSARY: "Glossary"}
_HEADING = re.compile(r"^(#{1,3}) +(.+?)\s*$")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_SIGNS = re.compile(r"[^\w]+")
_BEGINNING = r"(?<!\w)"
"""Matches where a word begins."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page with the text below it, up to the next heading."""

    page: str
    """The name of the file."""
    level: int
    title: str
    text: str
    """Markdown."""

    @property
    def address(self) -> str:
        """The link to this section, such as `glossary.md#learning-rate`."""
        return f"{self.page}#{slug(self.title)}"

    @property
    def plain_text(self) -> str:
        """The text without pictures, links and emphasis."""
        text = _LINK.sub(r"\1", _PICTURE.sub("", self.text))
        return text.replace("**", "").replace("`", "").strip()

    def contains(self, patterns: Sequence[str]) -> bool:
        """Return whether the title and the text match all regular expressions, in any case."""
        text = f"{self.title}\n{self.plain_text}"
        return all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


class Found(NamedTuple):
    """What a search has found."""

    sections: tuple[Section, ...]
    patterns: tuple[str, ...]
    """Regular expressions of what was found in each of the sections, in any case."""


def folder() -> Path:
    """Return the folder with the pages and their images."""
    return resources() / "help"


@cache
def page_text(name: str) -> str:
    """Return the Markdown of a page. Raises OSError where it cannot be read."""
    return (folder() / name).read_text("utf-8")


@cache
def sections(name: str) -> tuple[Section, ...]:
    """Return the sections of a page, in order."""
    return tuple(_split(name, page_text(name)))


def search(text: str) -> Found:
    """Find the sections that contain all words of a text; all sections if there are none.

    A word counts where another one begins with it or, if no section has all of them so, anywhere.
    """
    every = [section for page in TITLES for section in sections(page)]
    found = Found((), ())
    for beginning in (_BEGINNING, ""):
        patterns = tuple(beginning + re.escape(word) for word in text.split())
        found = Found(tuple(each for each in every if each.contains(patterns)), patterns)
        if found.sections:
            break
    return found


def slug(title: str) -> str:
    """Return the name of a heading in links, as GitHub makes it."""
    return _SIGNS.sub("-", title.lower()).strip("-")


def find_section(address: str) -> Section | None:
    """Return the section that a link such as `glossary.md#loss` leads to; None without one."""
    page, _, wanted = address.partition("#")
    if page not in TITLES:
        return None
    found = sections(page)
    return next(
        (each for each in found if slug(each.title) == wanted), None if wanted else found[0]
    )


def find_term(name: str) -> Section | None:
    """Return the entry of the glossary on what a control is called.

    Of several terms in the name, such as “Loss against epoch”, it is the first, and the longest of
    those that begin there.
    """
    words, found = f"-{slug(name)}-", list[tuple[int, int, Section]]()
    for entry in sections(GLOSSARY)[1:]:
        for term in map(slug, _names(entry.title)):
            places = (words.find(f"-{term}{ending}-") for ending in ("", "s"))
            found += [(place, -len(term), entry) for place in places if place >= 0]
    return min(found, key=lambda each: each[:2])[2] if found else None


def _names(title: str) -> list[str]:
    """Return the names that a heading such as “Mini-batch (batch size)” gives to its term."""
    return [part for part in re.split(r"[(),]", title) if part.strip()]


def _split(page: str, text: str) -> Iterator[Section]:
    level, title, lines = 0, "", list[str]()
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        if title:
            yield Section(page, level, title, "\n".join(lines).strip())
        level, title, lines = len(heading[1]), heading[2], []
    if title:
        yield Section(page, level, title, "\n".join(lines).strip())
