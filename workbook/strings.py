"""Excel keeps the texts of all sheets in one list. When a sheet is taken out, its texts stay behind there, for anybody
who unzips the file; `prune_strings` takes out those that no cell shows any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbook.package import MAIN, Element, Package

SHARED = "s"  # the kind of cells that show a text of the list


def prune_strings(package: Package, cells: Mapping[str, Sequence[Element]]) -> None:
    """`cells` are all cells that show a text of the list, by the part of their sheet. Nothing happens where every text
    is used, or where a cell asks for one that is not there.
    """
    parts = [item.target for item in package.relations(package.workbook) if item.kind == "sharedStrings"]
    if not parts or parts[0] not in package:
        return
    table = package.tree(parts[0])
    texts = list(table.iterfind(f"{MAIN}si"))
    users = {
        sheet: [cell[-1] for cell in shown if len(cell) and cell[-1].tag == f"{MAIN}v"]
        for sheet, shown in cells.items()
    }
    used = sorted({int(value.text or "0") for values in users.values() for value in values})
    if not texts or len(used) == len(texts) or (used and used[-1] >= len(texts)):
        return
    numbers = {str(old): str(new) for new, old in enumerate(used)}
    for sheet, values in users.items():
        for value in values:
            value.text = numbers[str(int(value.text or "0"))]
        if values:
            package.mark(sheet)
    for text in {*range(len(texts))} - {*used}:
        table.remove(texts[text])
    table.set("uniqueCount", str(len(used)))
    table.set("count", str(sum(map(len, users.values()))))
    package.mark(parts[0])
