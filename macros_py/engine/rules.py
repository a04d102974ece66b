"""Rules as data: what one rule says, where it comes from, and all rules of a place together.

A rule that nobody can trace is not a rule: each cites a source. What is wrong with a rule is a `Fault`, which names
the file or cell it is written in, the rule, and what to do; it is never a finding about somebody's figures.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from macros_py.engine.dated import Dated
from macros_py.engine.findings import Severity

SourceStatus = Literal["read", "arithmetic", "practice", "unverified"]
Status = Literal["on", "off", "notice"]
_MARKS = {"unverified": "（未核实）", "practice": "（通行做法）"}


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that is wrong: `place` is its file ("national/overall.toml") or its cell ("自定义审核!D7")."""

    rule: str
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}：{f'规则 {self.rule}：' if self.rule else ''}{self.problem}"


class RuleError(ValueError):
    """Rules that cannot be used as they are. The message names file and key, and what to do, a line for each fault."""

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> RuleError:
        return cls("\n".join(map(str, faults)))


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a rule comes from. `status`: read in the document, plain arithmetic, seen in practice, or unverified."""

    title: Annotated[str, Meta(description="文件或做法的名称")]
    status: Annotated[
        SourceStatus, Meta(description="read 已读原件；arithmetic 算术关系；practice 通行做法；unverified 未核实")
    ]
    place: Annotated[str, Meta(description="条款或页码")] = ""

    def __str__(self) -> str:
        return f"{self.title}{self.place}{_MARKS.get(self.status, '')}"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as written: either `relation` or the name of a `check`.

    `status`: a rule that is `off` is listed and does not run, until a place says `on = ["ID"]`; one that is `notice`
    runs and only ever gives notices. `since` and `until` (the day after the last) bound when it is in force.
    `question`: what it finds is for a person to judge; it is asked, and never counts against anybody.
    `loop` writes one rule for several records or columns: {column = [...]} replaces {column} in the relation.
    `defines`: the relation computes its left side. `when`: the relation holds only where this one does.
    `per` names the form whose sheets a relation holds on one by one, where it names sums only: "project[*]".
    `unit` is what the figures are shown in where no single cell stands on the left, e.g. "%".
    `repair` says how the cells would read had the fault that the rule finds not been made: {field = expression}. From
    that follows which other findings come of the same fault, which `cause` names in a few words.
    `message` replaces the usual sentence; `settings` and `fields` are for the named check.
    """

    id: Annotated[str, Meta(description="编号，一经使用不再改作他用")]
    title: Annotated[str, Meta(description="规则名称")]
    severity: Annotated[Severity, Meta(description="error 错误，不改不能上报；warning 警告，要说明；notice 提示")]
    source: Annotated[str, Meta(description="依据，[sources] 里的名称")]
    status: Annotated[Status, Meta(description="on 启用；off 不启用；notice 只作提示")] = "on"
    since: Annotated[datetime.date | None, Meta(description="从这一天起适用")] = None
    until: Annotated[datetime.date | None, Meta(description="到这一天前适用")] = None
    question: Annotated[bool, Meta(description="机器不能断定，请人判断")] = False
    relation: Annotated[str, Meta(description="关系式，例如 income.all.total = sum(income.agencies[*].total)")] = ""
    check: Annotated[str, Meta(description="检查程序的名称；与 relation 二选一")] = ""
    loop: Annotated[dict[str, tuple[str, ...]], Meta(description="关系式里的 {名称} 依次换成这些词")] = {}
    defines: Annotated[bool, Meta(description="左边的格由这个关系式计算")] = False
    when: Annotated[str, Meta(description="条件：这个关系式成立时才核对")] = ""
    per: Annotated[str, Meta(description="在这张表的每一张上分别核对，例如 project[*]")] = ""
    unit: Annotated[str, Meta(description="数字的单位，例如 %")] = ""
    repair: Annotated[dict[str, str], Meta(description="没有这个错误时各格应为：{字段 = 算式}")] = {}
    cause: Annotated[str, Meta(description="这个错误一句话怎么说，与 repair 同用")] = ""
    message: Annotated[str, Meta(description="提示语；不写时用通用的句子")] = ""
    fields: Annotated[tuple[str, ...], Meta(description="检查程序要看的字段")] = ()
    settings: Annotated[dict[str, str], Meta(description="检查程序的设置")] = {}

    def in_force(self, day: datetime.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of one place, overlays applied. `left_out` names the forms that the place does not use; `files` tells
    which file each rule is written in.
    """

    name: str
    title: str
    sources: dict[str, Source]
    values: dict[str, tuple[Dated, ...]]
    rules: tuple[Rule, ...]
    left_out: frozenset[str]
    messages: dict[str, str]
    sha256: str
    files: dict[str, str] = {}

    def source(self, key: str) -> str:
        return str(self.sources[key])

    def on(self, day: datetime.date) -> dict[str, Dated]:
        """The values in force on a day."""
        return {key: dated for key, history in self.values.items() for dated in history if dated.in_force(day)}

    def fault(self, rule: Rule, problem: object) -> Fault:
        return Fault(rule=rule.id, place=self.files.get(rule.id, self.name), problem=str(problem))
