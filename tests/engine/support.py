"""What the tests of the engine share: the official forms of 2022, rule sets, facts by fact id, invented rule packs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec

import macros_py
from macros_py.engine import Result, RuleSet, evaluate, load_rules
from macros_py.engine.numbers import read_number
from macros_py.engine.packs import load_pack
from macros_py.engine.ruleset import bind
from workbook.data import facts_of, load_data
from workbook.facts import Fact, Facts, Value
from workbook.load import load_forms

D = Decimal
EXAMPLE = Path(macros_py.__file__).parent / "examples" / "jishou-2022.toml"
FORMS = load_forms(2022)
BASE = """
[sources.here]
title = "示例依据"
status = "arithmetic"

[[values.grade]]
title = "示例等级"
source = "here"
since = 2020-01-01
scale = [{ low = 60, name = "合格" }, { low = 0, name = "差" }]

[[values.limit]]
title = "示例限额"
value = 10
since = 2020-01-01
source = "here"

[messages]
"=" = "{label} {right} 应为 {left}，相差 {difference}。{check}"
"=text" = "{label} {right} 应为 {left}"
sum = "{title} {right} 应为 {left}，相差 {difference}。{places}"
"!=" = "{label} {right}"
"<=" = "{label} {right} 大于 {left}，超出 {excess}"
">=" = "{label} {right} 小于 {left}"
"<" = "{label} {right} 应小于 {left}"
">" = "{label} {right} 应大于 {left}"
rounding = "{label} {right} 舍入 {left} ±{tolerance}"
missing = "{label} 没有填，应为 {left}"
missing_zero = "{label} 没有填，应填 {left}"
cause = "{label} {right} 似应为 {left}"
crashed = "{title} {error}"
unreadable = "{label} {right}"
"""


@cache
def rules(pack: str = "national") -> RuleSet:
    return load_rules(FORMS.fields, 2022, pack)


@cache
def all_rules(pack: str = "national") -> RuleSet:
    """A pack with the rules that are off switched on, but for those that compute what another rule computes."""
    loaded = load_pack(pack)
    on = tuple(rule if rule.defines else msgspec.structs.replace(rule, status="on") for rule in loaded.rules)
    return bind(msgspec.structs.replace(loaded, rules=on), FORMS.fields, 2022)


@cache
def with_alternative(rule_id: str, pack: str = "national") -> RuleSet:
    """A pack in which an alternative way of computing is on, and the usual one off."""
    loaded = load_pack(pack)
    chosen = next(rule for rule in loaded.rules if rule.id == rule_id)
    target = chosen.relation.partition("=")[0]
    rivals = {rule.id for rule in loaded.rules if rule.defines and rule.relation.partition("=")[0] == target}
    rules = tuple(
        msgspec.structs.replace(
            rule, status="on" if rule.id == rule_id else "off" if rule.id in rivals else rule.status
        )
        for rule in loaded.rules
    )
    return bind(msgspec.structs.replace(loaded, rules=rules), FORMS.fields, 2022)


def facts(entries: Mapping[str, Value]) -> Facts:
    """Facts of the 2022 forms: a Decimal is a number cell, a str a text cell, None a blank one."""
    return facts_of(dict(entries), FORMS)


def _typed(fact: Fact) -> Fact:
    """Numbers that the data file writes as text go into their cells as numbers, as filling a workbook does."""
    reading = read_number(fact.value, fact.field.unit) if fact.field.kind == "number" else None
    return msgspec.structs.replace(fact, value=reading.value) if reading and reading.state == "number" else fact


def example() -> Facts:
    """The published example as its workbook holds it."""
    given = load_data(EXAMPLE, FORMS)
    return msgspec.structs.replace(given, facts={key: _typed(fact) for key, fact in given.facts.items()})


def computed(typed: Facts) -> Facts:
    """The same facts, with every computed cell holding a formula's result."""
    return msgspec.structs.replace(
        typed,
        facts={
            key: msgspec.structs.replace(fact, origin="computed" if fact.field.computed else "input")
            for key, fact in typed.facts.items()
        },
    )


def check(entries: Mapping[str, Value], ruleset: RuleSet | None = None) -> Result:
    return evaluate(facts(entries), ruleset or rules())


def pairs(result: Result, *only: str) -> list[list[str]]:
    """[rule, first fact id] of every finding, or of those of some rules."""
    return [
        [finding.rule, finding.fields[0] if finding.fields else ""]
        for finding in result.findings
        if not only or finding.rule in only
    ]


def rule(relation: str, rule_id: str = "T001", **more: object) -> str:
    """One [[rule]] of an invented pack. `more` values are TOML texts."""
    lines = [f'id = "{rule_id}"', 'title = "示例规则"', 'severity = "error"', 'source = "here"']
    lines += [f"relation = '{relation}'"] if relation else []
    lines += [f"{key} = {value}" for key, value in more.items()]
    return "\n[[rule]]\n" + "\n".join(lines) + "\n"


def invented(folder: Path, *parts: str, base: str = BASE) -> RuleSet:
    """An invented pack, bound to the real forms."""
    (folder / "example.toml").write_text(base + "".join(parts), encoding="utf-8")
    return load_rules(FORMS.fields, 2022, "example", folder)
