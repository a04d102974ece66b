"""The bureau's remarks as people write them: a table with the headings 位置, 意见 and, if wanted, 级别.

    位置                 | 意见                          | 级别
    附件3!E5             | 全年预算数与预算指标文件不符    | 必须改正
    收入·汇总·收入合计     | 请说明比上年增加的原因          | 请说明
                        | 请补报附件2                   |

From an .xlsx file (its first sheet) or a .csv file as Excel saves it. A place is a cell, a sheet, the Chinese name of
a field as 字段清单 lists it, a fact id, or nothing, for the file as a whole. A sheet may be called by the beginning of
its title. All rows that cannot be understood are named at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from workbook.address import parse_cell
from workbook.errors import UnusableFile
from workbook.field_names import field_names
from workbook.gate import inspect
from workbook.reading import Reading
from workbook.returned_table import EXPLAIN, MUST, NOTE

_PLACE, _TEXT, _LEVEL = "位置", "意见", "级别"
_LEVELS = {MUST: MUST, EXPLAIN: EXPLAIN, NOTE: NOTE, "": MUST, "错误": MUST, "警告": EXPLAIN}
_MOST, _SHOWN = 2_000, 8
_FORM = f"请写成有“{_PLACE}”“{_TEXT}”（可加“{_LEVEL}”）表头的表，存为 .xlsx 或 .csv"


class BureauRemark(msgspec.Struct, frozen=True, kw_only=True):
    """One remark. `cell` is sheet!address, empty for the whole file; `fact` is the figure that stands there, if any."""

    cell: str
    text: str
    level: str
    fact: str = ""


def bureau_remarks(path: Path, reading: Reading) -> list[BureauRemark]:
    """The remarks on a submission. Raises UnusableFile, naming every row that is wrong."""
    rows = list(_rows(path))
    head = next((number for number, row in enumerate(rows) if {_PLACE, _TEXT} <= set(row)), None)
    if head is None:
        raise UnusableFile("意见文件里没有找到表头", place=path.name, remedy=_FORM)
    columns = {title: rows[head].index(title) for title in (_PLACE, _TEXT, _LEVEL) if title in rows[head]}
    found, wrong = [], []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        place, text, level = (
            row[columns[t]].strip() if columns.get(t, 1 << 20) < len(row) else "" for t in (_PLACE, _TEXT, _LEVEL)
        )
        if not place and not text:
            continue
        problem = _problem(place, text, level, reading)
        if problem:
            wrong.append(f"第 {number} 行：{problem}")
        else:
            found.append(_remark(place, text, level, reading))
    if wrong:
        more = f"；另有 {len(wrong) - _SHOWN} 行" if len(wrong) > _SHOWN else ""
        raise UnusableFile(f"意见文件有写得不对的行：{'；'.join(wrong[:_SHOWN])}{more}", place=path.name, remedy=_FORM)
    if not found:
        raise UnusableFile("意见文件里没有意见", place=path.name, remedy=_FORM)
    return found


def _problem(place: str, text: str, level: str, reading: Reading) -> str:
    if not text:
        return "没有写意见"
    if level not in _LEVELS:
        return f"级别“{level}”不认识，应为 {MUST}、{EXPLAIN} 或 {NOTE}"
    if _place(place, reading) is None:
        return f"位置“{place}”找不到"
    return ""


def _remark(place: str, text: str, level: str, reading: Reading) -> BureauRemark:
    cell, fact = _place(place, reading) or ("", "")
    return BureauRemark(cell=cell, fact=fact, text=text, level=_LEVELS[level])


def _place(place: str, reading: Reading) -> tuple[str, str] | None:
    """Cell and fact; None for a place that is not there."""
    if not place:
        return "", ""
    if (fact := reading.facts.get(place)) is not None:
        return fact.cell, fact.id
    if field := field_names(reading.forms).get(place.strip("【】")):
        here = next((fact for fact in reading.facts if fact.field.id == field), None)
        return (here.cell, here.id) if here else None
    sheet, _, address = place.replace("！", "!").rpartition("!")
    title = _title(sheet or address, reading.sheets)
    if title is None or (sheet and not _is_cell(address)):
        return None
    cell = f"{title}!{address.upper().replace('$', '') if sheet else 'A1'}"
    at = next((fact for fact in reading.facts if fact.cell == cell), None)
    return cell, at.id if at else ""


def _is_cell(address: str) -> bool:
    try:
        parse_cell(address.upper().replace("$", ""))
    except ValueError:
        return False
    return True


def _title(name: str, titles: Sequence[str]) -> str | None:
    """A sheet by its title or, where only one begins so, by the beginning of it."""
    name = name.strip("'\"“”《》 ")
    begins = [title for title in titles if title.startswith(name)]
    return name if name in titles else begins[0] if name and len(begins) == 1 else None


def _rows(path: Path) -> Iterator[list[str]]:
    if path.suffix.lower() == ".csv":
        yield from csv.reader(io.StringIO(_decoded(path)))
        return
    from python_calamine import load_workbook  # noqa: PLC0415

    with inspect(path) as opened:
        opened.verify()
        values = load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for line in values[:_MOST]:
        yield [str(value).strip() for value in line]


def _decoded(path: Path) -> str:
    """As Excel in China saves it: UTF-8 with a mark, or GBK."""
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
    except OSError as error:
        raise UnusableFile("意见文件打不开", place=path.name, remedy="请检查文件名和文件夹") from error
