"""Facts outside a workbook: a TOML or JSON file keyed by fact id, and the facts of a blank template.

    [income.all]
    total = 1811.27
    [[income.agencies]]
    name = "1、局机关"
    total = 1811.27

`jixiao facts FILE --json` writes what `jixiao fill --data` reads. Unknown keys are refused: a figure is never dropped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from workbook.errors import UnusableFile
from workbook.facts import Fact, Facts, Value, field_of, repeat_of, row_id, row_of
from workbook.model import FormSet

_DIGITS, _LARGEST = 15, Decimal("1E300")
SCHEMA = "jixiao.facts/1"


def blank_facts(forms: FormSet) -> Facts:
    """What stands in a blank template: the preset texts."""
    entries: dict[str, Value] = {key: text for form in forms.forms for key, text in form.preset.items()}
    for repeat in forms.repeats.values():
        for column, texts in repeat.preset.items():
            entries |= {row_id(repeat.field_id(column), row): text for row, text in enumerate(texts, 1)}
    return facts_of({key: _typed(forms, key, value) for key, value in entries.items()}, forms)


def facts_of(entries: dict[str, Value], forms: FormSet) -> Facts:
    """Facts from values by fact id. KeyError names an id that no form has."""
    found: dict[str, Fact] = {}
    rows: dict[str, int] = {}
    for key, value in entries.items():
        field = forms.fields[field_of(key)]
        found[key] = Fact(id=key, field=field, value=value, origin="reported" if field.computed else "input")
        if repeat := repeat_of(field.id):
            rows[repeat] = max(rows.get(repeat, 0), row_of(key))
    return Facts(year=forms.year, facts=found, rows=rows)


def load_data(path: Path, forms: FormSet) -> Facts:
    """Read a data file. Raises UnusableFile naming the file and every key that is wrong."""
    entries = dict(_entries(_parse(path), path))
    if unknown := [key for key in entries if field_of(key) not in forms.fields]:
        named = "、".join(unknown[:5])
        raise UnusableFile(
            f"有 {len(unknown)} 个数据项在表样里不存在：{named}", place=path.name, remedy="请核对数据项的名称"
        )
    return facts_of(entries, forms)


def _parse(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(text, type=None, strict=True)
        return tomllib.loads(text, parse_float=Decimal)
    except FileNotFoundError as error:
        raise UnusableFile("找不到这个数据文件", place=path.name, remedy="请检查文件夹和文件名") from error
    except UnicodeDecodeError as error:
        raise UnusableFile("数据文件不是 UTF-8 编码", place=path.name, remedy="请另存为 UTF-8 编码") from error
    except (tomllib.TOMLDecodeError, msgspec.DecodeError) as error:
        raise UnusableFile(f"数据文件格式有误（{error}）", place=path.name, remedy="请按提示的行号改正") from error
    except OSError as error:
        raise UnusableFile(f"数据文件打不开（{error.strerror}）", place=path.name, remedy="请检查文件和权限") from error


def _entries(data: Any, path: Path) -> Iterator[tuple[str, Value]]:
    if isinstance(data, dict) and data.get("schema") == SCHEMA:
        for item in data["facts"]:
            yield item["id"], _value(item["value"], item["id"], path, number=item.get("number", False))
        return
    yield from _flatten(data, "", path)


def _flatten(data: Any, prefix: str, path: Path) -> Iterator[tuple[str, Value]]:
    if isinstance(data, dict):
        for key, item in data.items():
            yield from _flatten(item, f"{prefix}.{key}" if prefix else key, path)
    elif isinstance(data, list):
        for row, item in enumerate(data, 1):
            yield from _flatten(item, f"{prefix}[{row}]", path)
    else:
        yield prefix, _value(data, prefix, path)


def _value(value: Any, key: str, path: Path, number: bool = False) -> Value:
    if isinstance(value, str):
        return _bounded(Decimal(value), key, path) if number else value or None
    if value is None:
        return None
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _bounded(Decimal(str(value)), key, path)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise UnusableFile(f"数据项 {key} 的内容不是数字也不是文字", place=path.name, remedy="请改正")


def _bounded(value: Decimal, key: str, path: Path) -> Decimal:
    """Excel keeps 15 digits and no infinity; more would be lost without a word."""
    if not value.is_finite() or abs(value) >= _LARGEST or len(value.normalize().as_tuple().digits) > _DIGITS:
        raise UnusableFile(
            f"数据项 {key} 的数字 {value} 超出 Excel 能存的范围（15位有效数字）", place=path.name, remedy="请改正"
        )
    return value


def _typed(forms: FormSet, key: str, text: Value) -> Value:
    """A preset of a number field is a number."""
    return Decimal(str(text)) if forms.fields[field_of(key)].kind == "number" else text
