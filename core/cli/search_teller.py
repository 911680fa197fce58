"""What `search` prints: each trial, and the best in the end."""

import shlex

from core.cli.output import print_json
from core.fields import Value
from core.hyperparameters import FIELDS
from core.search.backend import shown_storage
from core.search.finding import Finding, best_first
from core.search.space import SearchSpace
from core.search.study import SharedStudy

_SHOWN = 5
"""Of the best."""


class SearchTeller:
    """Prints each trial that ends, whoever has made it."""

    def __init__(self, study: SharedStudy, total: int, *, as_json: bool) -> None:
        self._study, self._total, self._as_json = study, total, as_json
        self._told: set[int] = set()

    def begin(self) -> None:
        """What study this is, and what it has come to before."""
        storage = shown_storage(self._study.storage)
        if self._as_json:
            name = self._study.space.name
            print_json({"event": "begin", "study": name, "storage": storage, "trials": self._total})
        else:
            print(f"study “{self._study.space.name}”, {self._total:,} trials in {storage}")
        self.tell()

    def tell(self) -> None:
        """What is new."""
        for finding in self._study.findings():
            if finding.number not in self._told:
                self._told.add(finding.number)
                self._print(finding)

    def end(self) -> None:
        """The best."""
        space, findings = self._study.space, self._study.findings()
        best = best_first(findings, lower_is_better=space.lower_is_better)
        if self._as_json:
            first = best[0].to_dict() if best else None
            counted = sum(each.state != "failed" for each in findings)
            importances = self._study.importances()
            print_json(
                {"event": "end", "study": space.name, "trials": counted, "best": first}
                | {"importances": importances}
            )
            return
        if best:
            print(f"the best by {space.metric.replace('_', ' ')}:")
        for finding in best[:_SHOWN]:
            print(f"  {_line(finding)}")
        if best:
            print(f"train the best again:\n  {_command(space, best[0])}")

    def _print(self, finding: Finding) -> None:
        if self._as_json:
            print_json({"event": "trial", **finding.to_dict()})
        else:
            print(_line(finding), flush=True)


def _line(finding: Finding) -> str:
    value = "" if finding.value is None else f"{finding.value:.4f}"
    settings = ", ".join(f"{name}={_shown(name, v)}" for name, v in finding.settings.items())
    reason = f"  ({finding.reason})" if finding.reason else ""
    return f"trial {finding.number:4} {finding.state:8} {value:>8}  {settings}{reason}"


def _command(space: SearchSpace, finding: Finding) -> str:
    values = {**space.fixed, **finding.settings}
    settings = space.base.with_values(values)
    values = {name: value for name, value in values.items() if settings.applies(name)}
    told = (f"--set {shlex.quote(f'{name}={_exact(name, v)}')}" for name, v in values.items())
    return f"python main.py train --preset {shlex.quote(space.preset)} {' '.join(told)}"


def _shown(name: str, value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else FIELDS[name].format(value)


def _exact(name: str, value: Value) -> str:
    return FIELDS[name].format(value)
