"""Elements of a sheet and of the workbook stand in the order of the schema, and no list is empty."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package, local_name

# fmt: off
_SHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)
_BOOK = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)
_REPEATED = {"conditionalFormatting", "fileRecoveryPr"}
_LISTS = {
    "cols", "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "protectedRanges", "ignoredErrors",
    "sheets", "bookViews", "sheetViews", "controls", "oleObjects", "customSheetViews",
}
# fmt: on


def check(package: Package) -> Iterator[Finding]:
    yield from _check(package.workbook, package.book, _BOOK)
    for part, tree in package.worksheets:
        yield from _check(part, tree, _SHEET)


def _check(part: str, tree: Element, order: tuple[str, ...]) -> Iterator[Finding]:
    reached = -1
    for child in tree:
        name = local_name(child)
        if not str(child.tag).startswith(MAIN):
            continue  # comments, and what newer versions wrap in a namespace of their own
        if name not in order:
            yield Finding(code="element-unknown", part=part, place=name, text="the schema has no such element here")
        elif order.index(name) < reached:
            text = f"stands behind <{order[reached]}>"
            yield Finding(code="element-order", part=part, place=name, text=text)
        elif order.index(name) == reached and name not in _REPEATED:
            yield Finding(code="element-repeated", part=part, place=name, text="stands twice")
        reached = max(reached, order.index(name) if name in order else -1)
        if name in _LISTS and not len(child):
            yield Finding(code="element-empty", part=part, place=name, text="a list without entries")
