"""The states of cells: which of a sheet have a formula, with or without a result, and which show an error.

Read from the XML, as calamine shows all of these and a blank alike. Cells as spreadsheet programs write them are found
in the bytes; only where something is written otherwise the sheet is parsed, which takes ten times as long. Both say
the same: a test compares them.

>>> states_of(b'<sheetData><row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>2</f><v>2</v></c></row></sheetData>')
({'A1': False, 'B1': True}, {})
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from workbook.address import cell_name, parse_cell
from workbook.markup import LONG_NAMESPACE

NO_MESSAGE = "#N/A"
CLASSIC = (b"#N/A", b"#DIV/0!", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!")  # what calamine knows
TREE_MOST = 4 * 1024 * 1024
HEAD = rb'<c r="([A-Z]{1,3}[0-9]{1,7})"((?: (?!r=)[a-z]{1,2}="\w*")*+)>'
FORMULA = rb"<f(?: [^<>]*+)?>(?:[^<]*</f>)?+"
RESULT = rb'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v/>)?+</c>'
CALCULATED = re.compile(HEAD + FORMULA + RESULT)
FILLED = re.compile(HEAD + rb"(?:" + FORMULA + rb")?+" + RESULT)
ANY_FORMULA = re.compile(rb"<f[\s/>]")
PREFIXED = re.compile(rb":[cfv][\s/>]")

States = tuple[dict[str, bool], dict[str, str]]


def states_of(xml: bytes) -> States:
    """Formula cells by address, with whether they have a result, and the errors that cells show.

    Raises ParseError for what is no XML, OverflowError for a sheet so odd and large that it cannot be parsed.
    """
    end = xml.rfind(b"</sheetData>")
    end = end if end > 0 else len(xml)
    if PREFIXED.search(xml, 0, end):
        return _parsed(xml)
    wanted = len(ANY_FORMULA.findall(xml, 0, end)), xml.count(b'"e"', 0, end)
    odd = (b"!" in xml and b"<!" in xml) or (b"'" in xml and b"'e'" in xml)  # one byte is found far faster than two
    formulas = list(_formulas(xml)) if wanted[0] else []
    errors = list(_errors(xml)) if wanted[1] else []
    if odd or wanted != (len(formulas), len(errors)):
        return _parsed(xml)
    return dict(formulas), dict(errors)


def with_classic_errors(xml: bytes) -> bytes:
    """The sheet with #N/A where a cell shows an error that came with later Excels, such as #SPILL!."""
    return FILLED.sub(_classic, xml)


def _classic(cell: re.Match[bytes]) -> bytes:
    if b' t="e"' not in cell[2] or cell[3] in CLASSIC or cell[3] is None:
        return cell[0]
    return cell[0].replace(b">" + cell[3] + b"</v>", b">" + CLASSIC[0] + b"</v>")


def _formulas(xml: bytes) -> Iterator[tuple[str, bool]]:
    for address, attributes, result in CALCULATED.findall(xml):
        yield address.decode(), bool(result) or b' t="str"' in attributes


def _errors(xml: bytes) -> Iterator[tuple[str, str]]:
    for address, attributes, result in FILLED.findall(xml):
        if b' t="e"' in attributes and b"&" not in result:
            yield address.decode(), result.decode("utf-8", "replace") or NO_MESSAGE


def _parsed(xml: bytes) -> States:
    if len(xml) > TREE_MOST or LONG_NAMESPACE.search(xml):
        raise OverflowError(len(xml))
    formulas: dict[str, bool] = {}
    errors: dict[str, str] = {}
    for address, cell in _placed(ElementTree.fromstring(xml)):
        parts = {_name(child): child for child in cell}
        result = parts["v"].text if "v" in parts else None
        if "f" in parts:
            formulas[address] = cell.get("t") == "str" or bool(result)
        if cell.get("t") == "e" and len(cell):
            errors[address] = result or NO_MESSAGE
    return formulas, errors


def _placed(root: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every cell with its address; one that does not say where it is stands next to the one before it."""
    row = column = 0
    for element in root.iter():
        place = element.get("r", "")
        if _name(element) == "row":
            row, column = int(place) if place.isdecimal() and len(place) < 9 else row + 1, 0
        elif _name(element) == "c":
            column += 1
            try:
                _, column = parse_cell(place.upper()) if place else (row, column)
            except ValueError:
                continue
            yield place.upper() or cell_name(row, column), element


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
