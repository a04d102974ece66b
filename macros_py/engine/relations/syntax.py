"""The language of relations, and its parser.

    income.all.total = sum(income.agencies[*].total)
    comparison.basic.growth = (comparison.basic.this - comparison.basic.last) / comparison.basic.last
    overall.funds.total.executed <= overall.funds.total.adjusted
    sum(overall.indicators[level1^="产出"].points) = $output_points

A path is a fact id. `[*]` outside an aggregate runs the relation once per row; inside `sum` and `count` it stands for
all rows (of the same sheet, where a relation runs once per sheet: `project[*].indicators[*].points`),
`[column^="text"]` for those whose column begins with the text, `[column*="text"]` for those that have it anywhere.
`$name` is a value of the rule set.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

import msgspec

Comparison = Literal["=", "!=", "<=", ">=", "<", ">"]


class Number(msgspec.Struct, frozen=True, tag=True):
    value: Decimal


class Text(msgspec.Struct, frozen=True, tag=True):
    value: str


class Parameter(msgspec.Struct, frozen=True, tag=True):
    """`$name`: a dated value of the rule set."""

    name: str


class Path(msgspec.Struct, frozen=True, tag=True):
    """A field. `field` holds `[*]` where rows repeat; `column` and `prefix` select rows where the column begins so, or,
    with `anywhere`, has it in it.
    """

    field: str
    column: str = ""
    prefix: str = ""
    anywhere: bool = False


class Call(msgspec.Struct, frozen=True, tag=True):
    name: str
    args: tuple[Expression, ...]


class Operation(msgspec.Struct, frozen=True, tag=True):
    operator: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


class Relation(msgspec.Struct, frozen=True):
    left: Expression
    comparison: Comparison
    right: Expression


Expression = Number | Text | Parameter | Path | Call | Operation


class RelationError(ValueError):
    """A relation that cannot be understood; says where and what was expected."""


_LONGEST = 200  # every bracket nests three calls; this stays far from Python's limit
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|(?P<path>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*|\[[^\]]*\])*)"
    r'|(?P<parameter>\$[a-z_][a-z0-9_]*)|"(?P<text>[^"]*)"|(?P<mark><=|>=|!=|[-+*/(),=<>]))'
)
_SELECTOR = re.compile(r'\[(?:\*|(?P<column>[a-z_][a-z0-9_]*)(?P<how>[\^*])="(?P<prefix>[^"]*)")\]')
_COMPARISONS = ("=", "!=", "<=", ">=", "<", ">")


def parse_relation(text: str) -> Relation:
    """Read a relation; raises RelationError."""
    parser = _Parser(text)
    left = parser.sum()
    kind, mark = parser.take()
    if kind != "mark" or mark not in _COMPARISONS:
        raise RelationError(f"“{text}”：这里应是 {' '.join(_COMPARISONS)} 之一，却是{_quoted(mark)}。请补上比较号")
    relation = Relation(left, mark, parser.sum())  # type: ignore[arg-type]
    parser.finish()
    return relation


def parse_expression(text: str) -> Expression:
    """Read one side of a relation; raises RelationError."""
    parser = _Parser(text)
    expression = parser.sum()
    parser.finish()
    return expression


def _quoted(token: str) -> str:
    return f"“{token}”" if token else "结尾"


class _Parser:
    """Recursive descent over the tokens of one text: sum > product > atom."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens = self._tokens()
        if len(self.tokens) > _LONGEST:
            raise RelationError(f"“{text[:40]}…”超过 {_LONGEST} 个词和符号。请分成几条")

    def _tokens(self) -> list[tuple[str, str]]:
        tokens, position, text = [], 0, self.text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if not match:
                raise RelationError(f"“{self.text}”：看不懂“{text[position:].strip()[:12]}”。请改正")
            tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            position = match.end()
        return tokens

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, mark: str) -> None:
        if self.take() != ("mark", mark):
            raise RelationError(f"“{self.text}”：缺少“{mark}”。请补上")

    def finish(self) -> None:
        if self.peek()[0] != "end":
            raise RelationError(f"“{self.text}”：多出了“{self.peek()[1]}”。请删去，或补上运算符")

    def sum(self) -> Expression:
        result = self.product()
        while self.peek() in (("mark", "+"), ("mark", "-")):
            result = Operation(self.take()[1], result, self.product())  # type: ignore[arg-type]
        return result

    def product(self) -> Expression:
        result = self.atom()
        while self.peek() in (("mark", "*"), ("mark", "/")):
            result = Operation(self.take()[1], result, self.atom())  # type: ignore[arg-type]
        return result

    def atom(self) -> Expression:
        kind, token = self.take()
        if kind == "number":
            return Number(Decimal(token[:-1]).scaleb(-2) if token.endswith("%") else Decimal(token))
        if kind == "text":
            return Text(token)
        if kind == "parameter":
            return Parameter(token[1:])
        if kind == "path":
            return self.call(token) if self.peek() == ("mark", "(") else self.path(token)
        if token == "(":
            result = self.sum()
            self.expect(")")
            return result
        raise RelationError(f"“{self.text}”：这里应是数字、字段或算式，却是{_quoted(token)}。请改正")

    def call(self, name: str) -> Call:
        self.expect("(")
        args = [self.sum()]
        while self.peek() == ("mark", ","):
            self.take()
            args.append(self.sum())
        self.expect(")")
        return Call(name, tuple(args))

    def path(self, token: str) -> Path:
        sheets = re.match(
            r"[a-z0-9_]+\[\*\](?=\.)", token
        )  # a form with several sheets: all of them, or the one at hand
        start = sheets.end() if sheets else 0
        at = token.find("[", start)
        if at < 0:
            return Path(token)
        head, bracket, tail = token[:at], "[", token[at + 1 :]
        match = _SELECTOR.match(bracket + tail)
        rest = (bracket + tail)[match.end() :] if match else ""
        if not match or "[" in rest:
            raise RelationError(f'“{self.text}”：“{token}”的行只能选一次，写成 [*] 或 [列名^="文字"]')
        return Path(f"{head}[*]{rest}", match["column"] or "", match["prefix"] or "", match["how"] == "*")


def paths_of(expression: Expression) -> list[Path]:
    """All paths of an expression, in the order written."""
    match expression:
        case Path():
            return [expression]
        case Call(args=args):
            return [path for arg in args for path in paths_of(arg)]
        case Operation(left=left, right=right):
            return paths_of(left) + paths_of(right)
        case _:
            return []
