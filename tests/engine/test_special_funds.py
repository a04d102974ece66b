"""附件5—7 and the other tables that may stay blank: nobody is asked for what a unit does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.check import check_file
from macros_py.desk import fill_file
from macros_py.template import write_template
from tests.engine.support import FORMS, rules

OPTIONAL = ["notice", "fund", "capital", "insurance", "report"]
ZERO = '[fund]\npresent = "无"\n[capital]\npresent = "无"\n[insurance]\npresent = "无"\n'


def found(path: Path) -> list[tuple[str, str]]:
    return [(f.rule, f.form) for f in check_file(path).result.findings if f.form in OPTIONAL]


@pytest.mark.parametrize("pack", ["national", "hunan-jishou"])
def test_blank_tables_and_zero_reports_are_left_in_peace(tmp_path: Path, pack: str) -> None:
    """Blank, or 无 and nothing else: not even a notice."""
    blank, data, filled = (tmp_path / name for name in ("空白.xlsx", "零报告.toml", "零报告.xlsx"))
    write_template(blank, year=2022, pack=pack)
    data.write_text(ZERO, encoding="utf-8")
    fill_file(blank, data, filled)
    assert (found(blank), found(filled)) == ([], [])


def test_tables_that_may_stay_blank_are_tables_there_are() -> None:
    """A slip in the rule's list would go unseen: the notice would simply come back."""
    rule = next(rule for rule in rules().pack.rules if rule.check == "empty_table")
    assert rule.settings["optional"].split() == OPTIONAL
    assert set(OPTIONAL) <= {form.id for form in FORMS.forms}
