"""Names that lead to where no cell can be read lead nowhere, and the rows that fields span are counted once a name."""

from __future__ import annotations

import pytest

from workbook.limits import DEFAULT, Limits
from workbook.names import defined_names, names_within

BOOK = '<workbook xmlns="m"><sheets/><definedNames>%s</definedNames></workbook>'
NAME = '<definedName name="%s"%s>%s</definedName>'
NEAR = (("a.b", "", "收入!$A$1:$A$9"), ("a.c", "", "收入!$B$2"), ("Print_Area", "", "收入!$A$1:$A$900"))
OWN = ("p.name", ' localSheetId="1"', "项目!$A$1:$B$3")
FAR = ("a.d", "", "收入!$A$1:$A$20001")
UPSIDE_DOWN = ("a.d", "", "收入!$A$9:$A$1")
STRETCHED = ("jx.x", "", "收入!$A$5:$XFD$1048576")
AGAIN = ("a.b", "", "收入!$A$1:$A$3")


def book(*names: tuple[str, str, str]) -> bytes:
    return (BOOK % "".join(NAME % name for name in names)).encode()


def within(*names: tuple[str, str, str], limits: Limits = DEFAULT) -> tuple[set[str], int]:
    found, spanned = names_within(book(*names), ["收入", "项目"], limits)
    return {*found.areas, *found.ours, *(name for own in found.own.values() for name in own)}, spanned


def test_rows_of_fields_are_counted_and_those_of_others_are_not() -> None:
    assert within(*NEAR, OWN) == ({"a.b", "a.c", "Print_Area", "p.name"}, 9 + 3)


def test_a_name_given_twice_counts_as_it_stands_last() -> None:
    assert within(*NEAR, AGAIN)[1] == 3
    assert within(*NEAR, FAR, ("a.d", "", "收入!$A$1")) == ({"a.b", "a.c", "a.d", "Print_Area"}, 9)


@pytest.mark.parametrize("odd", [FAR, UPSIDE_DOWN])
def test_out_of_reach_is_nowhere(odd: tuple[str, str, str]) -> None:
    assert within(*NEAR, odd) == within(*NEAR)
    assert within(("a.d", "", "收入!$A$1"), odd) == (set(), 0)


def test_a_name_of_ours_still_leads_to_its_table() -> None:
    names, _ = names_within(book(STRETCHED), ["收入"], Limits())
    assert (names.ours["jx.x"].bottom, names.ours["jx.x"].right) == (19_999, 701)


@pytest.mark.parametrize("limits", [Limits(rows=500), Limits(columns=1), Limits(rows=8)])
def test_limits_below_what_is_usual_hold_too(limits: Limits) -> None:
    names, _ = names_within(book(*NEAR), ["收入"], limits)
    usual = defined_names(book(*NEAR), ["收入"]).areas
    assert names.areas == {n: a for n, a in usual.items() if a.bottom < limits.rows and a.right < limits.columns}


def test_a_number_beyond_sense_is_told() -> None:
    with pytest.raises(ValueError, match="digits"):
        within(("a.b", "", "收入!$A$" + "9" * 5000))
