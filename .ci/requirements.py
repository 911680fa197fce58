"""Print the requirements of the project and of its tests, on request without those of Qt."""

import sys
import tomllib
from pathlib import Path

QT = ("pyside6", "pyqtgraph", "pytest-qt")


def main() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())[
        "project"
    ]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    if "--without-qt" in sys.argv:
        requirements = [item for item in requirements if not item.lower().startswith(QT)]
    print("\n".join(requirements))


if __name__ == "__main__":
    main()
