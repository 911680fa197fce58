"""The metadata of a run: when it began, with which preset, and on which machine."""

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import numpy as np

from core.foundation.json_file import check_count, parse_time, single_line, time_from_timestamp

FORMAT, VERSION = "inkling-run", 1
_MOST_FACTS = 100


@dataclass(frozen=True, slots=True)
class RunMetadata:
    """What does not change after the start of a run."""

    id: str
    created: datetime
    """The start of the run, with its time zone."""
    title: str = ""
    """The title of the preset; empty for other settings."""
    environment: Mapping[str, str | int] = field(default_factory=dict)
    """Versions, processor, cores, BLAS and its threads."""
    origin: str = ""
    """The id of the run from which this one branched; empty where there is none."""
    origin_epoch: int = 0
    search: str = ""
    """The name of the search whose trial this run is; empty where it is none."""
    trial: int = 0
    """The number of the trial in its search, counted from 0."""
    search_title: str = ""
    """The title of that search; empty where it has none, and in runs of earlier versions."""
    search_metric: str = ""
    """The metric by which that search judges; empty in runs of earlier versions."""
    initial: str = ""
    """The checksum of the trained network that it began with; empty for initial weights."""
    repetition: bool = False
    """Whether the trials of that search differ only in their seeds."""
    preset: str = ""
    """The name of the preset from which the settings were made, also where they differ from it;
    empty where it is not known."""

    @property
    def search_label(self) -> str:
        """What the search is called: its title, or else its name."""
        return self.search_title or self.search

    @property
    def trial_ordinal(self) -> int:
        """The number of the trial for people, who count from 1."""
        return self.trial + 1

    @classmethod
    def now(
        cls,
        title: str = "",
        origin: str = "",
        origin_epoch: int = 0,
        *,
        search: str = "",
        trial: int = 0,
        search_title: str = "",
        search_metric: str = "",
        initial: str = "",
        repetition: bool = False,
        preset: str = "",
    ) -> Self:
        """Return the metadata of a run that begins now on this machine."""
        now = datetime.now().astimezone()
        return cls(
            uuid4().hex,
            now,
            title,
            environment(),
            origin,
            origin_epoch,
            search,
            trial,
            search_title,
            search_metric,
            initial,
            repetition,
            preset,
        )

    @classmethod
    def unknown(cls, folder: Path) -> Self:
        """Return the metadata of a run that has none: it is as old as its folder."""
        try:
            changed = folder.stat().st_mtime
        except OSError:
            changed = 0.0
        return cls("", time_from_timestamp(changed).astimezone())

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` returned. Raises ValueError, TypeError or KeyError."""
        if values["format"] != FORMAT or values["version"] != VERSION:
            raise ValueError(f"unknown format {values['format']!r} {values['version']!r}")
        facts = values["environment"].items()
        if len(facts) > _MOST_FACTS:
            raise ValueError(f"more than {_MOST_FACTS} facts about the machine")
        return cls(
            single_line(values["id"]),
            parse_time(values["created"]),
            single_line(values["title"]),
            {
                single_line(k): single_line(v) if isinstance(v, str) else check_count(v)
                for k, v in facts
            },
            single_line(values["origin"]),
            check_count(values["origin_epoch"]),
            single_line(values.get("search", "")),  # earlier versions did not record the search
            check_count(values.get("trial", 0)),
            single_line(values.get("search_title", "")),
            single_line(values.get("search_metric", "")),
            single_line(values.get("initial", "")),
            values.get("repetition") is True,
            single_line(values.get("preset", "")),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        values = {**asdict(self), "created": self.created.isoformat()}
        return {"format": FORMAT, "version": VERSION, **values}


def environment() -> dict[str, str | int]:
    """Return what the results and the speed of a training depend on besides its settings."""
    from threadpoolctl import threadpool_info

    blas = [each for each in threadpool_info() if each.get("user_api") == "blas"]
    return {
        "inkling": _version(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "blas": " ".join(str(blas[0].get(k)) for k in ("internal_api", "version", "architecture"))
        if blas
        else "",
        "threads": int(blas[0]["num_threads"]) if blas else 1,
    }


def _version() -> str:
    try:
        return version("inkling-lab")
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    if sys.platform == "linux":
        try:
            with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                names = [line.partition(":")[2].strip() for line in file if "model name" in line]
        except OSError:
            names = []
        if names:
            return names[0]
    return platform.processor() or platform.machine()
