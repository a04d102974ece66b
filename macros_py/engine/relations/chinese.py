"""The Chinese way of writing relations, for rules that people type into a workbook.

The language is that of `syntax.py`; only the words are others. Cells go by their Chinese names in 【】, signs may be
full-width, functions have Chinese names. Field ids and function names of the rule files are understood as well.

    【收入·汇总·收入合计】＝合计(【收入·机构·收入合计】)
    合计(【附件3·指标·分值】其中【附件3·指标·一级指标】含“产出”)＝50

`translate` gives the text that the parser reads; `in_chinese` puts what the parser says about it back into the words
that were typed. A text is data: it is cut into known words, and nothing else gets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from macros_py.engine.relations.syntax import RelationError
from workbook.facts import repeat_of

MOST_CHARACTERS, MOST_WORDS, DEEPEST, MOST_DIGITS = 1000, 200, 20, 15
_QUOTED_CHARACTERS = 60
FUNCTIONS = {
    "合计": "sum",
    "个数": "count",
    "取小": "min",
    "取大": "max",
    "四舍五入": "round",
    "绝对值": "abs",
    "取整": "whole",
    "已填": "given",
    "为零时": "when_zero",
    "齐全": "complete",
    "评级": "grade",
}
_ALSO = {"求和": "sum", "最小值": "min", "最大值": "max", "已填个数": "given"}
_CALLED = {english: chinese for chinese, english in FUNCTIONS.items()}
_WHERE, _HOW = "其中", {"含": "*", "包含": "*", "开头是": "^", "开头为": "^"}
_COMPARISONS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "=<": "<=", "=>": ">=", "==": "="}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
_SIGNS = str.maketrans("＝×✕÷−–—、《》〈〉≦≧⩽⩾", "=**/---,<><>≤≥≤≥")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_PLAINLY = {
    "，或在 [[values]] 里补上": "",
    "when 逐行": "条件逐行",
    "例如 sum(income.agencies[*].total)": "例如 合计(【收入·机构·收入合计】)；单独的几格用 + 相加",
}
_APART = re.compile(r'【[^【】]*】|"[^"]*"|“[^”]*”|＂[^＂]*＂')
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_TOKEN = re.compile(
    r"\s*(?:(?P<name>【[^【】]*】)|(?P<text>\"[^\"]*\"|“[^”]*”|＂[^＂]*＂)|(?P<number>\d+(?:\.\d+)?%?)"
    r"|(?P<path>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*|\[[^\]]*\])*)|(?P<parameter>\$[a-z_][a-z0-9_]*)"
    r"|(?P<word>[\u4e00-\u9fff]+)|(?P<mark><=|>=|!=|<>|=<|=>|==|[≤≥≠]|[-+*/(),=<>]))"
)
_ENGLISH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*|\[[^\]]*\])*(?:\(\.\.\.\))?")


class _Token(NamedTuple):
    kind: str
    text: str


def hidden(text: str) -> bool:
    """Whether a text has characters that nobody can see or has typed on purpose."""
    return _HIDDEN.search(text) is not None


def shortened(text: str) -> str:
    """A typed text as a sentence quotes it: on one line, and not all of a very long one."""
    plain = " ".join(_HIDDEN.sub("□", text).split())
    return plain if len(plain) <= _QUOTED_CHARACTERS else f"{plain[:_QUOTED_CHARACTERS]}…"


def translate(text: str, names: Mapping[str, str]) -> str:
    """A relation as typed -> in the language of the rule files; `names` lead from field names to ids. Raises
    RelationError, which quotes what was typed.
    """
    if len(text) > MOST_CHARACTERS:
        raise RelationError(f"“{shortened(text)}”共 {len(text)} 个字，最多 {MOST_CHARACTERS} 个。请分成几条")
    if hidden(text):
        raise RelationError(f"“{shortened(text)}”里有看不见的字符。请删去重新输入")
    tokens = list(_tokens(text))
    if len(tokens) > MOST_WORDS:
        raise RelationError(f"“{shortened(text)}”超过 {MOST_WORDS} 个词和符号。请分成几条")
    _refuse_depth(text, tokens)
    return " ".join(_Writer(tokens, names).words())


def in_chinese(problem: str, names: Mapping[str, str], written: Mapping[str, str]) -> str:
    """What is wrong with a translated relation, in the words of who typed it; `written` leads from the translation to
    the text as typed.
    """
    for english, typed in written.items():
        problem = problem.replace(f"“{english}”", f"“{shortened(typed)}”")
    for jargon, plain in _PLAINLY.items():
        problem = problem.replace(jargon, plain)
    fields = {key: f"【{name}】" for name, key in names.items()}
    tables = {repeat: name.rpartition("·")[0] for name, key in names.items() if (repeat := repeat_of(key))}
    known = fields | tables | _CALLED

    def said(match: re.Match[str]) -> str:
        word, dots, _ = match[0].partition("(...)")
        return known.get(word, word) + dots

    return _ENGLISH.sub(said, problem)


def _plain(text: str) -> str:
    """Signs and letters of full width as those of half width, one for one; names and texts stay as they are."""
    position, parts = 0, []
    for match in _APART.finditer(text):
        parts += [_narrow(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*parts, _narrow(text[position:])])


def _narrow(text: str) -> str:
    return text.translate(_SIGNS).translate(_WIDE).translate(_LOWER)


def _tokens(text: str) -> Iterator[_Token]:
    plain, position = _plain(text).rstrip(), 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if not match:
            raise RelationError(_unreadable(text, text[position:].strip()))
        kind = match.lastgroup or ""
        yield _Token(kind, match[kind])
        position = match.end()


def _unreadable(text: str, rest: str) -> str:
    if rest[0] in "【】":
        return f"“{shortened(text)}”：【】没有成对。请补上或删去"
    if rest[0] in '"“”＂':
        return f"“{shortened(text)}”：引号没有成对。请补上或删去"
    return f"“{shortened(text)}”：看不懂“{rest[:12]}”。请改正；字段名要用【】括起来"


def _refuse_depth(text: str, tokens: list[_Token]) -> None:
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if depth > DEEPEST:
            raise RelationError(f"“{shortened(text)}”：括号套了 {DEEPEST} 层以上。请分成几条")
        if depth < 0:
            raise RelationError(f"“{shortened(text)}”：多出了“)”。请删去，或补上“(”")
    if depth:
        raise RelationError(f"“{shortened(text)}”：缺少“)”。请补上")


class _Writer:
    """Tokens one by one in the language of the rule files."""

    def __init__(self, tokens: list[_Token], names: Mapping[str, str]) -> None:
        self.tokens, self.names, self.at = tokens, names, 0

    def words(self) -> Iterator[str]:
        while self.at < len(self.tokens):
            kind, text = self.take()
            if kind == "name":
                yield self.selected(text) if self.peek() == _Token("word", _WHERE) else self.field(text)
            elif kind == "text":
                yield f'"{_inside(text)}"'
            elif kind == "word":
                yield _function(text)
            elif kind == "number" and sum(map(str.isdigit, text)) > MOST_DIGITS:
                raise RelationError(f"数字“{shortened(text)}”太长，最多 {MOST_DIGITS} 位。请改正")
            else:
                yield _COMPARISONS.get(text, text)

    def peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def take(self) -> _Token:
        token = self.peek()
        self.at += 1
        return token

    def field(self, text: str) -> str:
        name = text[1:-1]
        if name not in self.names:
            raise RelationError(f"没有字段【{shortened(name)}】。{_nearest(name, self.names)}")
        return self.names[name]

    def selected(self, text: str) -> str:
        """【分值】其中【一级指标】含“产出”: the rows of a table whose column has that text in it."""
        field, table = self.field(text), repeat_of(self.field(text))
        self.take()
        (kind, column), (_, how), (ending, prefix) = self.take(), self.take(), self.take()
        if kind != "name" or how not in _HOW or ending != "text":
            raise RelationError(f"“其中”要写成 {text}其中【同一张表的一列】含“文字”，或 开头是“文字”。请改正")
        if table is None or table != repeat_of(chosen := self.field(column)):
            raise RelationError(f"“其中”前后要是同一张逐行填写的表里的两列，{text}和{column}不是。请改正")
        start = len(table) + len("[*].")
        return f'{table}[{chosen[start:]}{_HOW[how]}="{_inside(prefix)}"].{field[start:]}'


def _inside(text: str) -> str:
    inside = text[1:-1]
    if wrong := next((char for char in inside if char in '"【】]{}'), ""):
        raise RelationError(f"引号里的“{shortened(inside)}”不能有“{wrong}”。请删去")
    return inside


def _function(word: str) -> str:
    name = FUNCTIONS.get(word) or _ALSO.get(word)
    if name is None:
        there = "、".join(FUNCTIONS)
        raise RelationError(f"看不懂“{shortened(word)}”。字段名要用【】括起来，从“字段清单”里复制；函数有 {there}")
    return name


def _nearest(name: str, names: Mapping[str, str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  wanted only where something is wrong

    near = get_close_matches(name[:_QUOTED_CHARACTERS], names, n=1, cutoff=0.5)
    return f"是不是【{near[0]}】？" if near else "请到“字段清单”里查，整个复制过来"
