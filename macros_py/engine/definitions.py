"""Which relation computes which cell, in an order in which each comes after those it needs.

Two rules that compute one cell, or rules that compute each other in a circle, are faults of these rules; they are left
out, and the rest is ordered without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from macros_py.engine.binding import BoundRelation
from macros_py.engine.relations.syntax import paths_of
from macros_py.engine.rules import Rule

_Wrong = dict[str, tuple[Rule, str]]


def define(relations: Iterable[BoundRelation]) -> tuple[dict[str, BoundRelation], _Wrong]:
    """The definitions in order, and by their id the rules that are wrong, each with what is wrong."""
    wrong: _Wrong = {}
    definitions: dict[str, BoundRelation] = {}
    for bound in relations:
        if bound.rule.defines and bound.body.target:
            key = bound.body.target.id
            if key in definitions:
                problem = f"{key} 已由规则 {definitions[key].rule.id} 计算。请只留一条 defines"
                wrong[bound.rule.id] = (bound.rule, problem)
            else:
                definitions[key] = bound
    while True:
        definitions = {key: bound for key, bound in definitions.items() if bound.rule.id not in wrong}
        circle = _circle(definitions)
        if not circle:
            return {key: definitions[key] for key in _order(definitions)}, wrong
        problem = f"循环计算：{' -> '.join(circle)}。请改其中一条规则"
        wrong |= {definitions[key].rule.id: (definitions[key].rule, problem) for key in circle}


def _needs(bound: BoundRelation, definitions: Mapping[str, BoundRelation]) -> Iterator[str]:
    return (path.field for path in paths_of(bound.body.relation.right) if path.field in definitions)


def _order(definitions: Mapping[str, BoundRelation]) -> list[str]:
    order: dict[str, None] = {}

    def visit(key: str) -> None:
        if key not in order:
            for need in _needs(definitions[key], definitions):
                visit(need)
            order.setdefault(key)

    for key in definitions:
        visit(key)
    return list(order)


def _circle(definitions: Mapping[str, BoundRelation]) -> list[str]:
    """One circle, from a field back to itself; empty where there is none."""
    done: set[str] = set()

    def visit(key: str, way: list[str]) -> list[str]:
        if key in way:
            return [*way[way.index(key) :], key]
        if key in done:
            return []
        for need in _needs(definitions[key], definitions):
            if circle := visit(need, [*way, key]):
                return circle
        done.add(key)
        return []

    return next((circle for key in definitions if (circle := visit(key, []))), [])
