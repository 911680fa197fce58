"""A report as PDF: Typst sets it."""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import ExportError
from core.locations import resources
from core.report.content import Content
from core.report.pictures import png_of


def pdf_of(content: Content, loss_svg: bytes, accuracy_svg: bytes) -> bytes:
    """The content of a PDF file with text that can be selected. Raises ExportError."""
    import typst

    template = (resources() / "report" / "report.typ").read_bytes()
    with TemporaryDirectory(prefix="inkling-report-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(template)
        (folder / "loss.svg").write_bytes(loss_svg)
        (folder / "accuracy.svg").write_bytes(accuracy_svg)
        # As data: what a person typed is never read as Typst's language.
        (folder / "content.json").write_text(json.dumps(_plain(content, folder)), "utf-8")
        try:
            return typst.compile(str(folder / "report.typ"), root=name)
        except typst.TypstError as error:
            raise ExportError("The report cannot be set as PDF.", str(error)) from error


def _plain(content: Content, folder: Path) -> dict[str, object]:
    told = asdict(content)
    tested = content.tested
    if tested is not None:
        for number, example in enumerate(tested.examples):
            (folder / f"misread-{number}.png").write_bytes(png_of(example.image))
        told["tested"] = tested._asdict() | {
            "examples": [[each.number, each.digit, each.read_as] for each in tested.examples]
        }
    for name in ("layers", "settings", "changes"):
        told[name] = [row._asdict() for row in getattr(content, name)]
    check = content.check
    told["check"] = check._asdict() | {
        "arrays": [each._asdict() for each in check.arrays],
        "one": check.one._asdict(),
    }
    return told
