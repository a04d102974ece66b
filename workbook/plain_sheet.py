"""Plain sheets: a sheet of values in which nothing is hidden, proved from its bytes at one glance.

Why: nearly every submission is such a sheet from end to end. One pattern that matches all of it, from `<sheetData>` to
its end, proves at once what five careful passes find out: no tag but those of rows, cells and values, every cell
placed within reach, no formula, no error, no number without end, no row hidden, nothing that one program reads
otherwise than the next. What stands behind the cells no reader takes for one.

A workbook that is still worked in has formulas, too. Its sheets are `near`: a second pattern proves that all cells up
to the end of `<sheetData>`, and the areas of their formulas, are within reach; what the cells show is looked up with
care (`workbook.cell_states`). What is not written as programs write it is no worse for that: then reach is told with
care as well (`workbook.reach`).

>>> from workbook.limits import DEFAULT
>>> plain_until(b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>', DEFAULT)
73
>>> plain_until(b'<worksheet><sheetData><row r="1"><c r="A1"><f>1</f></c></row></sheetData></worksheet>', DEFAULT)
0
>>> near_until(b'<worksheet><sheetData><row r="1"><c r="A1"><f>1</f></c></row></sheetData></worksheet>', DEFAULT)
73
"""

from __future__ import annotations

import re

from workbook.areas import AREAS_MOST
from workbook.limits import Limits
from workbook.remembered import Remembered

COLUMNS, ROWS = 26, 999  # as far as a plain sheet goes
CELLS = COLUMNS * ROWS
NAME, MERGED, FORMULA_AREA = b"sheetData", b"mergeCell", b"<f "
NUMBER = rb"<v>-?[0-9.]{1,99}+(?:</v>|E[-+]?[0-9]{1,2}+</v>)"
TEXT = rb'(?:/>|>(?:<v>[^<]*+</v>|<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>)?+</c>)'
KINDS = rb's"><v>[0-9]++</v></c>|(?:s|str|b|inlineStr)"%s|n"(?:/>|>(?:</c>|%s</c>))' % (TEXT, NUMBER)
REST = rb'(?:/>| t="(?:%s)|>(?:</c>|%s</c>))' % (KINDS, NUMBER)  # in each choice the most common first
CELL = rb'<c r="[A-Z][0-9]{1,3}+"(?: s="[0-9]++"%s|%s)' % (REST, REST)
USUAL = rb' spans="[0-9:]++"(?: ht="[1-9][0-9.]*+" customHeight="1")?+(?=>)'
ATTRIBUTES = rb'(?: (?!r=|ht=|hidden=)[A-Za-z0-9:]++="[^"<>]*+"| ht="[1-9][^"<>]*+"| hidden="(?:0|false)")*+'
ROW = rb'<row r="[0-9]{1,7}+"(?:%s|%s)(?:/>|>(?:%s)*+</row>)' % (USUAL, ATTRIBUTES, CELL)
BODY = re.compile(rb"<sheetData>(?:%s)*+</sheetData>" % ROW)
PLACE = rb"[A-Z][0-9]{1,3}+"
FORMULA = rb'<f(?: (?!ref=)[a-z0-9]++="[^"\'<>]{0,99}+"| ref="%s(?::%s)?+"){0,9}+(?:/>|>[^<]*+</f>)' % (PLACE, PLACE)
SHOWN = rb'(?:<v>[^<]*+</v>|<v/>|<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>)'
KIND = rb'(?: (?!r=)[a-z]{1,2}="[A-Za-z0-9]{0,20}+"){0,9}+'
NEAR_CELL = rb'<c r="%s"%s(?:/>|>(?:%s)?+%s?+</c>)' % (PLACE, KIND, FORMULA, SHOWN)
NEAR_ROW = rb'<row r="[0-9]{1,7}+"(?: (?!r=)[A-Za-z0-9:]++="[^"<>]*+")*+(?:/>|>(?:%s)*+</row>)' % NEAR_CELL
NEAR_BODY = re.compile(rb"<sheetData>(?:%s)*+</sheetData>" % NEAR_ROW)
HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?+(?:<\?xml[^<>?]*+\?>)?+\s*+(?:<[^<>"'!?]++(?:"[^"<>]*+"[^<>"'!?]*+)*+>\s*+)*+"""
)
MERGES = re.compile(
    rb'<mergeCells(?: count="[0-9]{1,5}")?+>((?:<mergeCell ref="[A-Z][0-9]{1,2}:[A-Z][0-9]{1,2}"/>)*+)</mergeCells>'
)
MERGE_CELLS = COLUMNS * 99
SHORTEST_MERGE = len(b'<mergeCell ref="A1:B1"/>')


def _has_tags_alone(head: bytes) -> bool:
    return HEAD.fullmatch(head) is not None


_is_head = Remembered(_has_tags_alone, count=512, longest=2048)  # sheets made from one template begin alike


def plain_until(data: bytes, limits: Limits) -> int:
    """Where the cells of the sheet part `data` end, if it is plain, and as far as one may go is within `limits`; 0 if
    not.
    """
    return _until(BODY, data, limits)


def near_until(data: bytes, limits: Limits) -> int:
    """The same of a sheet that is near, plain or not. Where cells stand behind its cells, or too many areas of formulas
    among them, those are asked that look with care.
    """
    if data.count(FORMULA_AREA) > AREAS_MOST:
        return 0
    end = _until(NEAR_BODY, data, limits)
    return 0 if data.find(NAME, end) > 0 else end


def _until(pattern: re.Pattern[bytes], data: bytes, limits: Limits) -> int:
    start = data.find(NAME) - 1
    if start < 0 or not _roomy(limits) or not _is_head[data[:start]]:
        return 0
    body = pattern.match(data, start)
    return body.end() if body else 0


def merges_near(data: bytes, start: int, limits: Limits) -> bool:
    """Whether from `start` there is one list of merged cells, if any, and not so many that they might be too large
    together.
    """
    first = data.find(MERGED, start)
    if first < 0:
        return True
    merges = MERGES.match(data, first - 1)
    if merges is None or data.find(MERGED, merges.end()) > 0:
        return False
    return len(merges[1]) // SHORTEST_MERGE * MERGE_CELLS <= limits.cells


def _roomy(limits: Limits) -> bool:
    wide = limits.columns >= COLUMNS and limits.rows >= ROWS and limits.cells >= CELLS
    return wide and not limits.blanks
