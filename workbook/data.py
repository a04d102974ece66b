"""Facts outside a workbook: a TOML or JSON file keyed by fact id, and the facts of a blank template.

    [income.all]
    total = 1811.27
    [[income.agencies]]
    name = "1、局机关"
    total = 1811.27

`jixiao facts FILE --json` writes a flat list that `jixiao fill --data` reads, too. Unknown keys are refused: a figure
is never dropped without a word. An empty text empties its cell.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from workbook.errors import UnusableFile
from workbook.facts import Fact, Facts, Origin, Value, field_of, on_sheet, row_id
from workbook.model import FormSet

SCHEMA = "jixiao.facts/1"
MOST_ROWS = 10_000
_DIGITS, _LARGEST = 15, Decimal("1E300")
_ROW = re.compile(r"\[([1-9]\d{0,5})\]")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of a listing. Numbers are decimal texts marked `number`, so that no digit is lost on the way."""

    id: str
    value: str | None
    number: bool = False
    origin: Origin = "input"
    label: str = ""
    unit: str = ""
    cell: str = ""
    trouble: str | None = None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What `jixiao facts --json` prints."""

    schema: str
    facts: tuple[Listed, ...]
    file: str = ""
    year: int = 0
    pack: str = ""


class _Wrong(ValueError):
    """What is wrong with a data file, in Chinese."""


def blank_facts(forms: FormSet, counts: Mapping[str, int] | None = None) -> Facts:
    """What stands in a blank template: the preset texts. `counts` says how many sheets a form has: one a project."""
    entries: dict[str, Value] = {}
    for form in forms.forms:
        for sheet in form.sheets(counts or {}):
            entries |= {on_sheet(key, sheet): text for key, text in form.preset.items()}
            for repeat in form.repeats.values():
                for column, texts in repeat.preset.items():
                    place = on_sheet(repeat.field_id(column), sheet)
                    entries |= {row_id(place, row): text for row, text in enumerate(texts, 1)}
    return facts_of({key: _typed(forms, key, value) for key, value in entries.items()}, forms)


def facts_of(entries: dict[str, Value], forms: FormSet) -> Facts:
    """Facts from values by fact id. KeyError names an id that no form has."""
    found: dict[str, Fact] = {}
    rows: dict[str, int] = {}
    for key, value in entries.items():
        field = forms.fields[field_of(key)]
        found[key] = Fact(id=key, field=field, value=value, origin="reported" if field.computed else "input")
        for bracket in re.finditer(r"\[(\d+)\]", key):
            table = key[: bracket.start()]
            rows[table] = max(rows.get(table, 0), int(bracket[1]))
    return Facts(year=forms.year, facts=found, rows=rows)


def load_data(path: Path, forms: FormSet) -> Facts:
    """Read a data file. Raises UnusableFile naming the file and what in it is wrong."""
    try:
        entries = _collect(_entries(_parse(path)))
        if unknown := [key for key in entries if not _is_fact(key, forms)]:
            raise _Wrong(f"有 {len(unknown)} 个数据项在表样里不存在：{'、'.join(unknown[:5])}")
    except _Wrong as error:
        raise UnusableFile(str(error), place=path.name, remedy="请改正数据文件后再试") from error
    except (ValueError, RecursionError) as error:
        raise UnusableFile(f"数据文件格式有误（{error}）", place=path.name, remedy="请按提示改正") from error
    return facts_of(entries, forms)


def _parse(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise _Wrong("找不到这个数据文件") from error
    except UnicodeDecodeError as error:
        raise _Wrong("数据文件不是 UTF-8 编码") from error
    except OSError as error:
        raise _Wrong(f"数据文件打不开（{error.strerror}）") from error
    if path.suffix.lower() == ".json":
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    return tomllib.loads(text, parse_float=Decimal)


def _collect(pairs: Iterator[tuple[str, Value]]) -> dict[str, Value]:
    entries: dict[str, Value] = {}
    for key, value in pairs:
        if key in entries:
            raise _Wrong(f"数据项 {key} 出现了两次")
        entries[key] = value
    return entries


def _entries(data: Any) -> Iterator[tuple[str, Value]]:
    if not isinstance(data, dict):
        raise _Wrong("数据文件里不是按数据项名称排列的数据")
    if "schema" in data:
        yield from _listed(data)
    else:
        yield from _flatten(data, "")


def _listed(data: Any) -> Iterator[tuple[str, Value]]:
    """A listing; results of formulas stay with their formulas."""
    if data["schema"] != SCHEMA:
        raise _Wrong(f"数据文件的格式标记应为 {SCHEMA}")
    for item in msgspec.convert(data, Listing).facts:
        if item.origin != "computed" and item.trouble is None:
            yield item.id, _number(item.value, item.id) if item.number and item.value else item.value or None


def _flatten(data: Any, prefix: str) -> Iterator[tuple[str, Value]]:
    if isinstance(data, dict):
        for key, item in data.items():
            yield from _flatten(item, f"{prefix}.{key}" if prefix else key)
    elif isinstance(data, list):
        for row, item in enumerate(data, 1):
            yield from _flatten(item, f"{prefix}[{row}]")
    else:
        yield prefix, _value(data, prefix)


def _value(value: Any, key: str) -> Value:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _number(value, key)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    raise _Wrong(f"数据项 {key} 的内容不是数字也不是文字")


def _number(value: int | Decimal | str, key: str) -> Decimal:
    """Excel keeps 15 digits and no infinity; more would be lost without a word."""
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise _Wrong(f"数据项 {key} 应是数字，现为“{value}”") from error
    if not number.is_finite() or abs(number) >= _LARGEST or len(number.normalize().as_tuple().digits) > _DIGITS:
        raise _Wrong(f"数据项 {key} 的数字超出 Excel 能存的范围（15位有效数字）")
    return number


def _is_fact(key: str, forms: FormSet) -> bool:
    """A field of the forms, with a row where rows repeat and none where they do not."""
    if field_of(key) not in forms.fields:
        return False
    rows = _ROW.findall(key)
    return len(rows) == key.count("[") and all(int(row) <= MOST_ROWS for row in rows)


def _typed(forms: FormSet, key: str, text: Value) -> Value:
    """A preset of a number field is a number."""
    return Decimal(str(text)) if forms.fields[field_of(key)].kind == "number" else text
