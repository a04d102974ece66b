"""The rules as people read them: a list, one rule explained, what differs between two places, and the generated page.

Everything here is made from the rule files; nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from macros_py.engine.dated import Dated
from macros_py.engine.packs import load_pack, packs
from macros_py.engine.rules import Pack, Rule, RuleError
from macros_py.wording import LEVELS, QUESTION

_BASE = "national"


def rule_lines(pack: Pack) -> Iterator[str]:
    """One line a rule: id, level, title, source."""
    for rule in pack.rules:
        yield f"{rule.id}\t{_level(rule)}\t{rule.title}\t{pack.source(rule.source)}"


def explain(rule_id: str, pack: Pack) -> Iterator[str]:
    """One rule: what it says, the values it uses with their dates, its source, and which places do otherwise."""
    rule = next((rule for rule in pack.rules if rule.id == rule_id), None)
    if rule is None:
        raise RuleError(f"规则包 {pack.name} 里没有规则 {rule_id}；用 jixiao rules 查看全部规则")
    yield f"{rule.id}　{rule.title}　（{_level(rule)}）"
    yield from (f"　内容：{line}" for line in _content(rule))
    for key in values_of(rule, pack):
        yield from (f"　取值：{line}" for line in _history(key, pack))
    yield f"　依据：{pack.source(rule.source)}"
    for name in packs():
        other = load_pack(name)
        if name != pack.name and (change := _rule_change(rule, other)):
            yield f"　{other.title}（{name}）：{change}"


def values_of(rule: Rule, pack: Pack) -> list[str]:
    """Values that a rule's relation names, as `$name` or as a scale `name(...)`."""
    text = f"{rule.relation} {rule.when}"
    return [key for key in pack.values if f"${key}" in text or f"{key}(" in text]


def differences(first: Pack, second: Pack, year: int) -> Iterator[str]:
    """What holds in one place and not, or otherwise, in the other, at the end of a year."""
    for form in sorted(first.left_out ^ second.left_out):
        a, b = ("不用" if form in pack.left_out else "用" for pack in (first, second))
        yield f"表 {form}：{first.title} {a}；{second.title} {b}"
    day = date(year, 12, 31)
    mine, theirs = first.on(day), second.on(day)
    for key in sorted(set(mine) | set(theirs)):
        a, b = (_value(values.get(key)) for values in (mine, theirs))
        if a != b:
            title = (mine.get(key) or theirs[key]).title
            yield f"{title}（{key}）：{first.title} {a}；{second.title} {b}"
    ours, others = ({rule.id: rule for rule in pack.rules} for pack in (first, second))
    for key in sorted(set(ours) | set(others)):
        if ours.get(key) != others.get(key):
            a, b = (_kind(rules.get(key)) for rules in (ours, others))
            yield f"规则 {key}：{first.title} {a}；{second.title} {b}"


def page() -> str:
    """docs/rules.md: every rule and value of the national pack, and what each place does otherwise."""
    base = load_pack(_BASE)
    lines = [
        "# 规则目录",
        "",
        "本页由规则文件生成（`make docs`），请勿手工修改。标“未核实”的，尚未核对原文，可改可关。",
        "",
        "错误：数对不上，不改不能上报。警告：要在“校验”表写填报说明，或改正。提示：请留意。判断：机器不能断定，请人回答。",
        "",
    ]
    lines += ["## 规则", "", "| 编号 | 级别 | 规则 | 内容 | 依据 |", "|---|---|---|---|---|"]
    for rule in base.rules:
        content = "<br>".join(f"`{line}`".replace("|", "\\|") for line in _content(rule))
        lines.append(f"| {rule.id} | {_level(rule)} | {rule.title} | {content} | {base.source(rule.source)} |")
    lines += ["", "## 取值", "", "| 名称 | 取值 | 依据 |", "|---|---|---|"]
    for key, history in base.values.items():
        for dated in history:
            value = f"{_value(dated)}（{_days(dated)}）"
            lines.append(f"| {dated.title}（`{key}`） | {value} | {base.source(dated.source)} |")
    lines += ["", "## 各地不同之处", ""]
    year = max(dated.since.year for history in base.values.values() for dated in history) + 2
    for name in packs():
        if name != _BASE:
            other = load_pack(name)
            own = list(differences(base, other, year)) or ["与全国通用规则相同（未收集到不同的规定）。"]
            lines += [f"### {other.title}（`{name}`）", "", *(f"- {line}" for line in own), ""]
    return "\n".join(lines).rstrip() + "\n"


def _content(rule: Rule) -> Iterator[str]:
    if rule.check:
        yield f"检查 {rule.check}：{'、'.join(rule.fields) or '全部单元格'}"
        return
    yield rule.relation
    for key, words in rule.loop.items():
        yield f"{{{key}}} 依次为 {'、'.join(words)}"
    if rule.when:
        yield f"条件 {rule.when}"


def _history(key: str, pack: Pack) -> Iterator[str]:
    for dated in pack.values[key]:
        yield f"{dated.title} = {_value(dated)}（{_days(dated)}；{pack.source(dated.source)}）"


def _days(dated: Dated) -> str:
    return f"{dated.since} 起" + (f"，至 {dated.until} 前" if dated.until else "")


def _value(dated: Dated | None) -> str:
    if dated is None:
        return "（无）"
    if dated.scale:
        steps = sorted(dated.scale, key=lambda band: -band.low)
        return "、".join(f"{band.low:f}起{band.name or f'得 {band.value:f} 分'}" for band in steps)
    return dated.choice if dated.value is None else f"{dated.value:f}"


def _rule_change(rule: Rule, other: Pack) -> str:
    theirs = next((entry for entry in other.rules if entry.id == rule.id), None)
    if theirs is None:
        return "不用这条规则"
    return "" if theirs == rule else f"改为 {theirs.relation or theirs.check}"


def _kind(rule: Rule | None) -> str:
    if rule is None:
        return "不用"
    return f"{_level(rule)}“{rule.title}”"


def _level(rule: Rule) -> str:
    """错误, 警告, 提示 or 判断, with what keeps the rule from running as it says."""
    level = QUESTION if rule.question else LEVELS[rule.severity]
    kept = {"off": "未启用", "notice": "只作提示"}.get(rule.status, "")
    since = f"{rule.since} 起" if rule.since else ""
    until = f"至 {rule.until} 前" if rule.until else ""
    limits = "，".join(filter(None, (kept, since, until)))
    return f"{level}（{limits}）" if limits else level
