"""Findings get their words here, from the catalogue's sentences. Nothing else in the engine writes Chinese.

A sentence may use {title} {label} {cell} {left} {right} {difference} {excess} {others} {check} {source} and what
its check adds.
"""

from __future__ import annotations

import re

from macros_py.engine.checks.base import Context, Draft
from macros_py.engine.findings import Finding
from macros_py.engine.rules import Pack, Rule, RuleError
from workbook.facts import Fact, row_of

_OTHERS_NAMED = 4
_WORD = re.compile(r"\{(\w+)\}")
_WORDS = {
    *("title", "label", "cell", "left", "right", "difference", "excess", "tolerance", "others", "check", "source"),
    *("understood", "count", "labels", "sheet", "sheets", "form", "error"),  # what single checks add
}


def label_of(fact: Fact) -> str:
    """The name of a cell as people would say it: 指标第4行·得分."""
    row = row_of(fact.id)
    if not row:
        return fact.field.label
    record, dot, column = fact.field.label.partition("·")
    return f"{record}第{row}行{dot}{column}"


def word(rule: Rule, draft: Draft, context: Context) -> Finding:
    """A draft with its sentence, cells and source. Raises RuleError where the sentence asks for what is not there."""
    facts = [context.facts.facts[key] for key in draft.facts if key in context.facts.facts]
    form = facts[0].field.form if facts else draft.args.get("form", "")
    source = context.pack.source(rule.source)
    return Finding(
        rule=rule.id,
        severity=draft.severity or rule.severity,
        form=form,
        fields=tuple(fact.id for fact in facts),
        cells=tuple(fact.cell for fact in facts),
        left=draft.left,
        right=draft.right,
        difference=draft.difference,
        tolerance=draft.tolerance,
        rounding=draft.rounding,
        message=_sentence(rule, draft, facts, context, source),
        source=source,
    )


def _sentence(rule: Rule, draft: Draft, facts: list[Fact], context: Context, source: str) -> str:
    own = rule.message if draft.outcome not in ("rounding", "missing", "missing_zero", "crashed") else ""
    pattern = own or context.pack.messages.get(draft.outcome, "")
    if not pattern:
        raise RuleError(f"{rule.id}: [messages] has no sentence for {draft.outcome!r}")
    words = {
        "title": rule.title,
        "label": label_of(facts[0]) if facts else "",
        "cell": facts[0].cell if facts else "",
        "left": draft.left,
        "right": draft.right,
        "difference": draft.difference,
        "excess": (draft.difference or "").removeprefix("-"),
        "tolerance": draft.tolerance,
        "others": _others(facts[1:]),
        "check": f"请核对本格以及：{_others(facts[1:])}。" if facts[1:] else "请核对本格。",
        "source": source,
    } | draft.args

    def fill(match: re.Match[str]) -> str:
        if words.get(match[1]) is None:
            raise RuleError(f"{rule.id}: the sentence asks for {{{match[1]}}}, which {draft.outcome!r} does not have")
        return str(words[match[1]])

    return _WORD.sub(fill, pattern)


def refuse_unsayable(pack: Pack) -> None:
    """Sentences are tried when rules are loaded, not when they are needed."""
    sentences = [(rule.id, rule.message) for rule in pack.rules] + list(pack.messages.items())
    for key, sentence in sentences:
        unknown = set(_WORD.findall(sentence)) - _WORDS
        if unknown or re.search(r"[{}]", _WORD.sub("", sentence)):
            raise RuleError(f"{key}: the sentence {sentence!r} may only use {', '.join(sorted(_WORDS))} in braces")


def _others(facts: list[Fact]) -> str:
    named = "、".join(f"{label_of(fact)}（{fact.cell}）" for fact in facts[:_OTHERS_NAMED])
    return f"{named}等{len(facts)}处" if len(facts) > _OTHERS_NAMED else named
