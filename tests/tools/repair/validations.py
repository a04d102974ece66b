"""Data validations: texts no longer than Excel shows, one rule a cell."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.areas import Area, overlaps, parse_areas
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import Element, Package, descendants

_LONGEST_LIST = 255
_LONGEST = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}


def check(package: Package) -> Iterator[Finding]:
    for part, tree in package.worksheets:
        areas: list[Area] = []
        for rule in descendants(tree, "dataValidation"):
            cells = _cells(rule)
            areas += parse_areas(cells)
            yield from (Finding(code=code, part=part, place=cells, text=text) for code, text in _faults(rule, cells))
        for first, second in overlaps(areas):
            text = f"shares cells with the validation of {first.ref}"
            yield Finding(code="validation-overlap", part=part, place=second.ref, text=text)


def _cells(rule: Element) -> str:
    """In an extension the cells are a child."""
    return rule.get("sqref") or next((item.text or "" for item in descendants(rule, "sqref")), "")


def _faults(rule: Element, cells: str) -> Iterator[tuple[str, str]]:
    if not cells or len(parse_areas(cells)) != len(cells.split()):
        yield "validation-cells", "not on cells of a sheet"
    for attribute, longest in _LONGEST.items():
        if len(rule.get(attribute, "")) > longest:
            yield "validation-text", f"{attribute} over {longest} characters"
    if rule.get("type") == "list":
        yield from _list("".join(str(text) for text in next(descendants(rule, "formula1"), rule).itertext()).strip())


def _list(choices: str) -> Iterator[tuple[str, str]]:
    if not choices:
        yield "validation-list", "a list without choices"
    elif choices.startswith('"') and len(choices) - 2 > _LONGEST_LIST:
        yield "validation-list", f"the choices take {len(choices) - 2} characters, over {_LONGEST_LIST}"
    elif choices.startswith('"') and (len(choices) < 3 or '"' in choices[1:-1] or choices[-1] != '"'):
        yield "validation-list", "the choices are not one quoted text"
