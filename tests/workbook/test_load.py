"""Form files: a slip is refused with file and key, and the real tables fit the rules that compute them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.engine import load_rules
from macros_py.engine.packs import packs
from workbook.load import FormError, load_forms, years
from workbook.model import FormSet, name_of

SOUND = """
id = "income"
sheet = "收入"
order = 1
source = "测试表样（$year年度）"
unit = "万元"
widths = [20, 10]
grid = '''
title | $year年度收入 | <
      | 汇总 | {all.total}
rows  | {agencies*.name} | {agencies*.total}
'''
[columns]
name = { label = "机构名称", kind = "text" }
total = { label = "收入合计", computed = true, minimum = 0 }
[records]
all = { label = "汇总", computed = true }
agencies = { label = "机构", rows = 3, preset = { name = ["1、局机关"] } }
"""


def load(folder: Path, **files: str) -> FormSet:
    (folder / "2031").mkdir()
    for name, text in files.items():
        (folder / "2031" / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_forms(2031, folder)


def test_a_form_file_becomes_a_form(tmp_path: Path) -> None:
    """Labels, units and kinds come from column, record and cell together."""
    forms = load(tmp_path, income=SOUND)
    total, name = forms.fields["income.agencies[*].total"], forms.fields["income.agencies[*].name"]
    assert (total.label, total.unit, total.computed, total.minimum) == ("机构·收入合计", "万元", True, Decimal(0))
    assert (name.label, name.unit, name.computed) == ("机构·机构名称", "", False)
    assert forms.repeats["income.agencies"].preset == {"name": ("1、局机关",)}
    assert forms.form("income").source == "测试表样（2031年度）"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("order = 1", 'order = 1\ncolour = "red"', "colour"),
        ('kind = "text" }', 'kind = "text", lable = "x" }', "lable"),
        ("rows = 3,", "rows = 3, row = 3,", "row"),
        ('kind = "text"', 'kind = "words"', "words"),
        ("minimum = 0", 'minimum = "none"', "minimum"),
        ("order = 1", "order =", "line 4"),
        ('sheet = "收入"', "", "sheet"),
        ("{agencies*.total}", "{all.total}", "drawn twice: all.total"),
        ('label = "机构名称", ', "", "name"),
        ("{agencies*.total}", "{agencies*.totl}", "totl"),
        ("widths = [20, 10]", "widths = [20, 10, 10]", "3 widths for 2 columns"),
        ("widths = [20, 10]", "widths = [20]", "1 widths for 2 columns"),
        ("{all.total}", "{all*.total}", "records.all"),
        ("rows = 3, ", "", "records.agencies"),
        ("{all.total}", "{sum.total}", "records.sum"),
        ("[records]", '[fields]\n"all.totals" = { maximum = 1 }\n[records]', "not drawn: all.totals"),
        ("preset = { name", "preset = { title", "title"),
        ("rows = 3, ", 'rows = 3, inherit = ["level"], ', "level"),
        ("title |", "headline |", "line 1: unknown kind of row 'headline'"),
        ("title |", "title:tall |", "line 1"),
        ("| 汇总 |", "| < |", "line 2, cell 1"),
    ],
)
def test_a_slip_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    """A key that nobody reads would be a column, a label or a limit that silently is not there."""
    assert old in SOUND
    with pytest.raises(FormError, match=rf"^income\.toml: .*{re.escape(words)}"):
        load(tmp_path, income=SOUND.replace(old, new, 1))


@pytest.mark.parametrize(
    "change", [("收入", "收入二"), ('id = "income"', 'id = "other"')], ids=["same id", "same sheet"]
)
def test_two_forms_of_one_name_are_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    """One would hide the other's fields, or Excel would refuse the second sheet."""
    with pytest.raises(FormError):
        load(tmp_path, income=SOUND, other=SOUND.replace(*change))


def test_a_year_without_tables_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_forms(1999)


@pytest.mark.parametrize("year", years())
def test_real_forms_fit_excel(year: int) -> None:
    """Sheets and defined names must be such as Excel accepts, whatever letter case it compares them in."""
    forms = load_forms(year)
    sheets = [form.sheet for form in forms.forms]
    names = [name_of(key) for key in forms.fields]
    assert len({sheet.casefold() for sheet in sheets}) == len(sheets)
    assert [sheet for sheet in sheets if len(sheet) > 31 or re.search(r"[\[\]:*?/\\']", sheet)] == []
    assert (
        len({name.casefold() for name in names}) == len(forms.fields) == sum(len(form.fields) for form in forms.forms)
    )
    assert [name for name in names if len(name) > 255 or not re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", name)] == []
    assert [form.id for form in forms.forms if not form.source] == []


@pytest.mark.parametrize("year", years())
@pytest.mark.parametrize("pack", packs())
def test_every_computed_field_has_one_defining_relation(year: int, pack: str) -> None:
    """A computed cell without a relation would stay empty; a relation for an input cell would overwrite it."""
    forms = load_forms(year)
    rules = load_rules(forms.fields, year, pack)
    used = forms.without(rules.pack.left_out).forms
    assert set(rules.definitions) == {key for form in used for key, field in form.fields.items() if field.computed}
    defining = [bound.body.target.id for bound in rules.relations if bound.rule.defines and bound.body.target]
    assert sorted(defining) == sorted(set(defining))
