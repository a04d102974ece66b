"""Names of fields: one each, the same for ever, and none that could be mistaken for a sign of the language."""

from __future__ import annotations

import pytest

from macros_py.engine.packs import load_pack, packs
from workbook.field_names import field_names
from workbook.load import load_forms, years


@pytest.mark.parametrize("year", years())
@pytest.mark.parametrize("pack", packs())
def test_every_field_has_a_name_of_its_own(year: int, pack: str) -> None:
    forms = load_forms(year).without(load_pack(pack).left_out)
    fields = [key for form in forms.forms for key in form.fields]
    assert list(field_names(forms).values()) == fields
    assert len(fields) > 400


@pytest.mark.parametrize("year", years())
def test_names_hold_no_sign_of_the_language(year: int) -> None:
    """The sheet's own formula counts 【, comparison signs and brackets; a name must not add to them."""
    names = field_names(load_forms(year))
    assert {char for name in names for char in name if char in '【】<>=!＜＞＝！≤≥≠《》〈〉"＂\n\t '} == set()
    assert [name for name in names if name.count("（") != name.count("）") or "(" in name or ")" in name] == []
    assert max(map(len, names)) <= 32


def test_names_that_people_have_written_down() -> None:
    """Rules live in workbooks: a name that changes breaks them."""
    names = field_names(load_forms(2022))
    known = {
        "收入·汇总·收入合计": "income.all.total",
        "收入·机构·收入合计": "income.agencies[*].total",
        "附件2·三公经费·本年预算数": "basic_data.three_public.budget",
        "附件3·年度资金总额·全年执行数": "overall.funds.total.executed",
        "附件4·指标·得分": "project[*].indicators[*].score",
        "湖南评价指标表·“三公经费”变动率·得分": "frame.three_public_change.score",
    }
    assert {name: names.get(name) for name in known} == known
