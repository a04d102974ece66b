"""What is right in the published example is not accused: the 118 relations of it that hold, each by its number.

Each names the rule that watches over it and is tried twice: on the example as published the rule says nothing there;
with one figure changed it does. Some lie beyond the tables, and say why.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from macros_py.engine import Result, evaluate
from macros_py.engine.findings import Finding
from tests.engine.support import FORMS, example, rules
from workbook.facts import Fact, Facts, field_of

PACK = "hunan-jishou"


class Held(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`rule` at `fact`, broken by setting `change` (or the fact itself) `to` something; or what it is `beyond`."""

    rule: str = ""
    fact: str = ""
    change: str = ""
    to: str = ""
    beyond: str = ""


FILE = Path(__file__).parent.parent / "golden" / "holds.toml"
HOLDS = msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), dict[str, Held])
WATCHED = {key: held for key, held in HOLDS.items() if not held.beyond}

# Findings of the example that are about the file, not about a relation of the report.
OF_THE_FILE = {
    "R003": "cells that were left blank",
    "V007": "figures stand where formulas belong",
}
# Rules whose findings on the example are failing relations of the report, by the number of one of these.
FAILING = {
    "S016": "A08", "Y001": "B03", "Y002": "B02", "Y003": "B18", "Y006": "B19", "P201": "C05", "P114": "C07",
    "F003": "D02", "F004": "D03", "F005": "D14", "F006": "D01", "F008": "D16", "F009": "D26", "F011": "D18",
    "V004": "D16", "X006": "D04", "K009": "E19", "K010": "E20", "K011": "E13", "K012": "E21", "K013": "E15",
    "K014": "E09", "G001": "F01", "G005": "F06", "X011": "G16", "X012": "G17",
}  # fmt: skip


def found(result: Result, held: Held) -> list[Finding]:
    return [f for f in result.findings if f.rule == held.rule and f.severity != "notice" and held.fact in f.fields[:1]]


def noticed(result: Result, held: Held) -> list[Finding]:
    return [f for f in result.findings if f.rule == held.rule and held.fact in f.fields[:1]]


def broken(held: Held) -> Facts:
    """The example with one figure changed."""
    given, key = example(), held.change or held.fact
    field = FORMS.fields[field_of(key)]
    old = given.facts.get(key) or Fact(id=key, field=field, value=None)
    value: Decimal | str = held.to
    if field.kind == "number":
        assert held.to or isinstance(old.value, Decimal)
        value = Decimal(held.to) if held.to else old.value + 1  # type: ignore[operator]
    assert value != old.value
    return msgspec.structs.replace(given, facts=given.facts | {key: msgspec.structs.replace(old, value=value)})


def test_all_of_them_are_named() -> None:
    """118 relations hold; 64 of them in the tables, each with a rule there is."""
    assert (len(HOLDS), len(WATCHED)) == (118, 64)
    known = {rule.id for rule in rules(PACK).pack.rules if rule.status == "on"}
    assert {held.rule for held in WATCHED.values()} <= known


@pytest.mark.parametrize("key", WATCHED)
def test_a_relation_that_holds(key: str) -> None:
    """Nothing is said of it as published; with one figure changed its rule speaks, at its cell."""
    held = WATCHED[key]
    assert found(evaluate(example(), rules(PACK)), held) == []
    assert len(noticed(evaluate(broken(held), rules(PACK)), held)) == 1


@pytest.mark.parametrize("key", [key for key in HOLDS if key not in WATCHED])
def test_a_relation_beyond_the_tables(key: str) -> None:
    """No rule asks for it, and the reason is given."""
    held = HOLDS[key]
    assert (held.rule, held.fact, held.to) == ("", "", "")
    assert len(held.beyond) > 8


def test_every_finding_belongs_to_what_is_wrong() -> None:
    """Nothing but failing relations, the state of the file itself, and questions."""
    result = evaluate(example(), rules(PACK))
    rules_found = {finding.rule for finding in result.findings if not finding.question}
    assert rules_found == {*FAILING, *OF_THE_FILE}
    assert not {*FAILING.values()} & {*HOLDS}
