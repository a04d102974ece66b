"""首页 and 图表 show what a spreadsheet program computes, wherever the file came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, list_findings, recalc_file
from macros_py.template import write_template
from tests.office.conftest import Office
from workbook.build import chart_data, home
from workbook.data import SCHEMA
from workbook.facts import Field, on_sheet, row_id
from workbook.model import FormSet

Values = dict[str, list[list[Any]]]


def ours(values: Values) -> dict[str, Any]:
    """The cells of our own sheets, figures to 12 digits: SUM and a decimal sum end differently in the sixteenth."""
    return {
        f"{sheet}!{row},{column}": Decimal(f"{value:.12g}") if isinstance(value, float) else value
        for sheet in (home.SHEET, chart_data.SHEET)
        for row, line in enumerate(values[sheet], 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


def changed(office: Office, path: Path) -> list[tuple[str, object, object]]:
    """Cells that show something else once everything was computed anew."""
    office("open", path=str(path))
    before = ours(office("values"))
    office("recalculate")
    after = ours(office("values"))
    assert office("formulas")["errors"] == []
    return [(key, before.get(key), after.get(key)) for key in {**before, **after} if before.get(key) != after.get(key)]


def test_a_blank_template(office: Office, template: Path) -> None:
    assert changed(office, template) == []


def test_the_example(office: Office, example: Path) -> None:
    assert changed(office, example) == []


def test_the_example_recalculated(office: Office, recalculated: Path) -> None:
    assert changed(office, recalculated) == []


def test_a_checked_workbook(office: Office, example: Path, tmp_path: Path) -> None:
    """The findings on the 校验 sheet are counted."""
    list_findings(example, tmp_path / "核对后.xlsx")
    assert changed(office, tmp_path / "核对后.xlsx") == []
    row, column = home.FOUND
    assert ours(office("values"))[f"{home.SHEET}!{row + 1},{column + 1}"] > 0


@pytest.mark.parametrize("count", [1, 40])
def test_tables_of_another_length(office: Office, tmp_path: Path, forms: FormSet, count: int) -> None:
    """Built with one row or many, then filled: rows are inserted where they lack, and the rest is summed up."""
    write_template(tmp_path / "空白.xlsx", year=YEAR, pack=PACK, counts=dict.fromkeys(forms.repeats, count))
    fill_file(tmp_path / "空白.xlsx", EXAMPLE, tmp_path / "填好.xlsx")
    assert changed(office, tmp_path / "空白.xlsx") == []
    assert changed(office, tmp_path / "填好.xlsx") == []


def test_more_projects_than_the_chart_shows(office: Office, template: Path, tmp_path: Path) -> None:
    items = "".join(f'[[projects.items]]\nname = "示例项目{number}"\namount = {number}.1\n' for number in range(1, 15))
    (tmp_path / "数据.toml").write_text(items, encoding="utf-8")
    fill_file(template, tmp_path / "数据.toml", tmp_path / "填好.xlsx")
    assert changed(office, tmp_path / "填好.xlsx") == []
    assert "其余 4 项" in ours(office("values")).values()


def test_words_errors_and_gaps(office: Office, template: Path, tmp_path: Path) -> None:
    """A word where a figure belongs, a project without amount, an indicator without level: nobody's chart breaks."""
    data = """
[comparison.general]
this = "无"
[[projects.items]]
name = "示例一"
[[projects.items]]
amount = 3
[[overall.indicators]]
level1 = "产出指标"
name = "示例指标"
points = 10
[[overall.indicators]]
level1 = "效益指标"
score = 7.5
points = "约10"
"""
    (tmp_path / "数据.toml").write_text(data, encoding="utf-8")
    fill_file(template, tmp_path / "数据.toml", tmp_path / "填好.xlsx")
    assert changed(office, tmp_path / "填好.xlsx") == []


def test_a_file_saved_by_another_program(office: Office, template: Path, tmp_path: Path) -> None:
    """It writes formulas in its own way; results are still found to belong to them."""
    office("open", path=str(template))
    office("save", path=str(tmp_path / "另存.xlsx"))
    fill_file(tmp_path / "另存.xlsx", EXAMPLE, tmp_path / "填好.xlsx")
    office("open", path=str(tmp_path / "填好.xlsx"))
    assert {"已填完", "填写中"} <= {value for value in ours(office("values")).values() if isinstance(value, str)}
    assert changed(office, tmp_path / "填好.xlsx") == []


FILES = ("空白.xlsx", "数据.json", "填好.xlsx", "重算.xlsx", "核对后.xlsx")
TEXTS = ("产出指标", "效益指标（30分）", "满意度", "成本指标", "示例" * 12)


def inputs(forms: FormSet, chance: Random) -> Iterator[tuple[str, Field]]:
    """Every cell that people type into, with tables of any length."""
    for field in (field for form in forms.forms for field in form.fields.values() if not field.computed):
        form = forms.form(field.form)
        key = on_sheet(field.id, int(form.each))
        rows = range(1, chance.randint(1, 14) + 1) if "[*]" in key else ()
        yield from ((row_id(key, row), field) for row in rows)
        if not rows:
            yield key, field


@pytest.mark.parametrize("seed", range(6))
def test_any_department(office: Office, tmp_path: Path, forms: FormSet, seed: int) -> None:
    """Blanks, words for figures, negative amounts: from blank to checked, no copy shows what is not computed."""
    chance, facts = Random(seed), []
    blank = chance.choice([0.0, 0.1, 0.5, 0.9])
    for key, field in inputs(forms, chance):
        number = field.kind == "number" and chance.random() > 0.1
        value = str(Decimal(chance.randint(-500, 500_000)).scaleb(-2)) if number else chance.choice(TEXTS)
        facts += [{"id": key, "value": value, "number": number}] * (chance.random() >= blank)
    blank_file, data, filled, again, checked = (tmp_path / name for name in FILES)
    data.write_text(json.dumps({"schema": SCHEMA, "facts": facts}), encoding="utf-8")
    write_template(blank_file, year=YEAR, pack="hunan")  # it leaves no table out
    fill_file(blank_file, data, filled)
    recalc_file(filled, again)
    list_findings(again, checked)
    assert [changed(office, path) for path in (filled, again, checked)] == [[], [], []]
