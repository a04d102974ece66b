"""The rule cases in tests/cases: each rule on the few facts it needs, in files an accountant can read.

A case says which `rule` it tries, whether it `passes`, `fails` or stands at the `boundary`, and which [rule, fact] are
expected. `level` is the severity of what is found, where that is the point (`notice`: rounding explains it). "" is a
blank cell. `computed` cells hold a formula, `preset` texts came with the template.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from macros_py.engine import evaluate
from macros_py.engine.packs import load_pack, packs
from macros_py.engine.rules import Rule
from macros_py.engine.ruleset import RuleSet
from tests.engine.support import all_rules, facts, pairs, with_alternative
from workbook.facts import Absence, Facts, Trouble, Value

RULES = list({rule.id: rule for pack in packs() for rule in load_pack(pack).rules}.values())
ALTERNATIVES = {rule.id for rule in RULES if rule.status == "off" and rule.defines}
FOLDER = Path(__file__).parent.parent / "cases"


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule: str
    kind: Literal["passes", "fails", "boundary"]
    title: str
    expected: list[list[str]]
    level: Literal["", "error", "warning", "notice"] = ""
    facts: dict[str, Any] = {}
    pack: str = "national"
    computed: list[str] = []
    preset: list[str] = []
    trouble: dict[str, Trouble] = {}
    absent: Absence | None = None


def _load(path: Path) -> list[Case]:
    data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return msgspec.convert(data["case"], list[Case])


CASES = [(path.stem, case) for path in sorted(FOLDER.glob("*.toml")) for case in _load(path)]


def _params() -> Iterator[object]:
    number: Counter[str] = Counter()
    for file, case in CASES:
        number[case.rule] += 1
        yield pytest.param(case, id=f"{file}-{case.rule}-{case.kind}-{number[case.rule]}")


def facts_of_case(case: Case) -> Facts:
    given = facts({key: _cell(value) for key, value in case.facts.items()})
    changed = {
        key: msgspec.structs.replace(
            fact,
            origin="computed" if key in case.computed else fact.origin,
            preset=key in case.preset,
            trouble=case.trouble.get(key),
        )
        for key, fact in given.facts.items()
    }
    return msgspec.structs.replace(given, facts=changed, absent=(case.absent,) if case.absent else ())


def _cell(content: Decimal | int | str) -> Value:
    return Decimal(content) if isinstance(content, int) else content if content != "" else None


def _rules_of(case: Case) -> RuleSet:
    """All rules; for an alternative way of computing, that one in place of the usual one."""
    return with_alternative(case.rule, case.pack) if case.rule in ALTERNATIVES else all_rules(case.pack)


@pytest.mark.parametrize("case", list(_params()))
def test_case(case: Case) -> None:
    """The rule finds what it must, where it must, as gravely as it must, and nothing else."""
    result = evaluate(facts_of_case(case), _rules_of(case))
    assert pairs(result, case.rule) == case.expected
    levels = [finding.severity for finding in result.findings if finding.rule == case.rule]
    assert not case.level or levels == [case.level] * len(case.expected)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_its_cases(rule: Rule) -> None:
    """No rule without a case that passes, one that fails and one at the boundary."""
    kinds = Counter(case.kind for _, case in CASES if case.rule == rule.id)
    assert sorted(kinds) == ["boundary", "fails", "passes"]
    assert kinds.total() >= 3


def test_no_case_is_lost() -> None:
    """Every case belongs to a rule there is, expects that rule only, and says something no other case says."""
    known = {rule.id for rule in RULES}
    assert [case.title for _, case in CASES if case.rule not in known] == []
    assert [case.title for _, case in CASES if any(rule != case.rule for rule, _ in case.expected)] == []
    assert [case.title for _, case in CASES if (case.kind == "passes") and case.expected] == []
    assert [title for title, count in Counter((c.rule, c.title) for _, c in CASES).items() if count > 1] == []
