"""The VBA between cells and Python, and the registry that it is written from."""

from __future__ import annotations

import inspect
import re

import pytest

from macros_py.excel import udfs
from macros_py.excel.reference import page
from macros_py.excel.registry import CATEGORY, ENTRIES, Entry, described
from macros_py.excel.vba_wrappers import NAME, module_text

_RESERVED = (
    " and as byref byval call case const date debug declare dim do each else end enum erase error event exit false for "
    "friend function get global goto if imp implements in input is let like line lock long loop lset me mod name new "
    "next not nothing null object on open option optional or paramarray print private property public put raiseevent "
    "redim rem resume return rset seek select set single static step stop string sub then to true type unlock until "
    "variant wend while with withevents write xor "
)


def test_ascii_only() -> None:
    """Chinese in VBA source depends on the computer's code page."""
    text = module_text()
    assert text.isascii()
    assert "\r" not in text
    assert text.startswith(f'Attribute VB_Name = "{NAME}"\n')
    assert max(map(len, text.splitlines())) < 1023  # the longest line that VBA takes


def test_a_function_for_each_entry_in_its_order() -> None:
    """Names and the order of arguments are the registry's, in the declaration and in the call."""
    declared = re.findall(r"^Public Function (\w+)\((.*)\) As Variant$", module_text(), re.MULTILINE)
    assert [name for name, _ in declared] == [entry.name for entry in ENTRIES]
    for entry, (name, signature) in zip(ENTRIES, declared, strict=True):
        wanted = [f"{'Optional ' * argument.optional}{argument.name} As Variant" for argument in entry.arguments]
        assert signature.split(", ") == wanted
        given = ", ".join(f"JxIn({argument.name})" for argument in entry.arguments)
        assert f'    {name} = JxCall("{name}", Array({given}))\n' in module_text()


def test_blocks_are_closed() -> None:
    """Each function, sub and condition ends, and what goes well never runs into an error handler."""
    lines = [line.strip() for line in module_text().splitlines()]
    for opening in ("Function", "Sub"):
        opened = [line for line in lines if re.match(rf"(Public|Private) {opening} ", line)]
        assert len(opened) == lines.count(f"End {opening}") > 0
    assert len([line for line in lines if line.startswith("If ") and line.endswith(" Then")]) == lines.count("End If")
    handlers = [number for number, line in enumerate(lines) if line in ("failed:", "unreachable:")]
    before = [lines[number - 1] for number in handlers]
    assert before == ["Exit Function"] * (len(ENTRIES) + 2)


def test_values_in_errors_out() -> None:
    """No range reaches Python, no failure becomes a text, and neither workbook nor caller go along."""
    text = module_text()
    assert "area.Value2" in text
    assert "CVErr(result + 2146828288)" in text
    assert "Err.Description" not in text
    assert text.index("JxCall = CVErr(xlErrValue)") < text.index("Set python = XLPy") < text.index(".CallUDF(")
    assert "ThisWorkbook" not in text
    assert "Application.Caller" not in text


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_entry_is_sound(entry: Entry) -> None:
    """A name that Excel takes and no cell has, described as Excel allows, arguments that can be left out last."""
    assert re.fullmatch(r"JX_[A-Z_]{3,28}", entry.name)
    assert 0 < len(entry.doc) <= 255
    names = [argument.name for argument in entry.arguments]
    assert len(set(names)) == len(names)
    for argument in entry.arguments:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", argument.name)
        assert f" {argument.name} " not in _RESERVED
        assert 0 < len(argument.doc) <= 255
    optional = [argument.optional for argument in entry.arguments]
    assert optional == sorted(optional)
    assert entry.name in entry.example
    assert entry.example.startswith("{=" if entry.block else "=")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_function_takes_what_is_declared(entry: Entry) -> None:
    """Names, order and optional arguments of the pure function and of the served one are the registry's."""
    served = inspect.signature(vars(udfs)[entry.name]).parameters.values()
    assert [(one.name, one.default is None) for one in served] == [(one.name, one.optional) for one in entry.arguments]
    own = inspect.signature(entry.function).parameters.values()
    if entry.name != "JX_SUM":  # any number of blocks
        assert [(one.name, one.default is None) for one in own] == [(one.name, one.optional) for one in entry.arguments]


def test_words_for_the_function_wizard() -> None:
    """A row for each function: name, category, description, and one text for each argument."""
    rows = described()
    assert [row[:3] for row in rows] == [[entry.name, CATEGORY, entry.doc] for entry in ENTRIES]
    assert [len(row) - 3 for row in rows] == [len(entry.arguments) for entry in ENTRIES]


def test_the_reference_page_names_everything() -> None:
    text = page()
    for entry in ENTRIES:
        assert f"## {entry.name}\n" in text
        assert all(f"| {argument.name}" in text and argument.doc in text for argument in entry.arguments)
