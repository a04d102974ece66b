"""The sealed part: any text comes back as it went in, and its checksum is what the recipe says."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbook.test_package import build
from workbook.held import canonical
from workbook.package import Package
from workbook.submission import (
    BrokenSeal,
    SealedFact,
    SealedFacts,
    SealedRules,
    SealedScores,
    Submission,
    digest,
    seal,
    sealed_in,
)

_EMPTY = Submission(
    program="0",
    year=2022,
    code="",
    unit="",
    version=1,
    made="",
    rules=SealedRules(pack="national", title="", year=2022, sha256=""),
    scores=SealedScores(),
    sha256="",
    facts=SealedFacts.of(()),
    rows={},
    sheets=(),
    printed=(),
    findings=(),
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("book") / "表.xlsx")


@given(texts)
def test_any_text_comes_back(book: Path, text: str) -> None:
    """Control characters, signs that XML knows not, markup, escapes of Excel's."""
    package = Package.load(book)
    put_in = msgspec.structs.replace(_EMPTY, unit=text, facts=SealedFacts.of([SealedFact(id="a", value=text or "-")]))
    seal(package, put_in)
    assert sealed_in(package.read, package) == put_in


_facts = st.lists(
    st.builds(
        SealedFact,
        st.text("abc.[]1", min_size=1),
        st.one_of(texts, st.text("\\\\tnr\\t\\n\\r\\0甲", max_size=6)),
        st.booleans(),
        texts,
        st.sampled_from(["input", "computed", "reported"]),
    ),
    max_size=5,
)


@given(_facts)
def test_facts_come_back_from_their_columns(facts: list[SealedFact]) -> None:
    """Whatever they hold: none, one that is empty, line breaks, what looks like an escape."""
    columns = SealedFacts.of(facts)
    assert list(columns) == list(SealedFacts(columns.texts)) == facts
    assert len(columns) == len(facts)
    assert columns.alike(SealedFacts(columns.texts))


_FACTS = {"ids": "a\nb", "values": "1\n甲", "cells": "表!A1\n表!A2", "numbers": "nt", "origins": "ic"}


@pytest.mark.parametrize(
    "change",
    [
        {"ids": "a\nb\nc"},  # a line more
        {"values": "1"},
        {"cells": ""},
        {"numbers": "n"},
        {"numbers": "nx"},
        {"numbers": "n\n"},
        {"origins": "icr"},
        {"origins": "iC"},
        {"origins": None},
        {"ids": ["a", "b"]},
        {"ids": "a\tn\t1\nb"},  # would pass for another line of the checksum
        {"ids": "a\\tn\nb"},
        {"ids": "a\rb\nb"},
        {"values": "1\t\n甲"},
        {"values": "1\r\n甲"},
        {"values": "1\n\\"},  # an escape that is none
        {"values": "1\\\n甲"},
        {"values": "1\n\\x"},
        {"cells": "表!A1\n\\\\\\"},
        {"ids": "", "numbers": "", "origins": ""},  # no facts, yet values of them
    ],
)
def test_columns_that_do_not_fit_are_no_seal(change: dict[str, object]) -> None:
    """A seal that is not as we write it is broken, never half understood."""
    sent = json.loads(msgspec.json.encode(msgspec.structs.replace(_EMPTY, facts=None)))  # type: ignore[arg-type]
    whole = _sealed(sent | {"facts": _FACTS})
    assert whole is not None
    assert list(whole.facts) == [SealedFact("a", "1", True, "表!A1"), SealedFact("b", "甲", False, "表!A2", "computed")]
    with pytest.raises(BrokenSeal):
        _sealed(sent | {"facts": _FACTS | change})


def _sealed(content: object) -> Submission | None:
    text = json.dumps(content)
    data = f'<submission xmlns="urn:jixiao:submission:1">{text}</submission>'.encode()
    return sealed_in(lambda name: data, ["customXml/item1.xml"])


@pytest.mark.parametrize("printed", [[1], [{"A1": 2}], {}, ["A1"], [{}, None]])
def test_labels_that_are_none_are_no_seal(printed: object) -> None:
    """Labels are remembered as they are written; what cannot be read is broken however often it comes."""
    sent = json.loads(msgspec.json.encode(msgspec.structs.replace(_EMPTY, facts=None)))  # type: ignore[arg-type]
    good = _sealed(sent | {"facts": _FACTS, "printed": [{"A1": "题"}, {}]})
    assert good is not None
    assert good.printed == ({"A1": "题"}, {})
    for _ in range(2):
        with pytest.raises(BrokenSeal):
            _sealed(sent | {"facts": _FACTS, "printed": printed})


@pytest.mark.parametrize("odd", ["a\n", "a\tn\t1", "a\\", "a\r"])
def test_no_id_passes_for_a_line(odd: str) -> None:
    with pytest.raises(ValueError, match="another line of the checksum"):
        digest([SealedFact(odd, "1")])


def test_sealing_again_replaces(book: Path) -> None:
    """One part, one relation, whatever other custom parts there are."""
    package = Package.load(book)
    package.put("customXml/item1.xml", b'<other xmlns="urn:other"/>')
    for unit in ("甲", "乙"):
        seal(package, msgspec.structs.replace(_EMPTY, unit=unit))
    found = sealed_in(package.read, package)
    assert found is not None
    assert found.unit == "乙"
    assert sorted(part for part in package if part.startswith("customXml/item")) == [
        "customXml/item1.xml",
        "customXml/item2.xml",
        "customXml/itemProps1.xml",
    ]
    assert package.read("customXml/item1.xml") == b'<other xmlns="urn:other"/>'


def test_the_checksum_is_by_the_recipe() -> None:
    r"""As docs/submission.md has it: ids LF numbers LF values, UTF-8; \, tab and line breaks escaped."""
    facts = [
        SealedFact(id="b", value="甲\t乙\\\n丙", cell="表!A1"),
        SealedFact(id="a", value=canonical(Decimal("1745.350")), number=True, origin="computed"),
    ]
    content = "b\na\n" + "tn\n" + "甲\\t乙\\\\\\n丙\n1745.35"
    assert digest(facts) == hashlib.sha256(content.encode()).hexdigest()
    elsewhere = [msgspec.structs.replace(fact, cell="表!B2", origin="input") for fact in facts]
    assert digest(elsewhere) == digest(facts) != digest(reversed(facts))


def test_what_stands_in_no_cell_has_a_checksum_of_its_own() -> None:
    """Nothing, one empty text, and several are told apart though all of them are line breaks."""
    sums = {digest([SealedFact("", "")] * count) for count in range(4)}
    assert len(sums) == 4


@given(st.lists(st.tuples(texts, texts), max_size=4), st.lists(st.tuples(texts, texts), max_size=4))
def test_different_facts_have_different_lines(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> None:
    """No text can pass for the end of a line or for another fact."""
    a, b = ({SealedFact(id=f"f{n}", value=f"{x}{y}") for n, (x, y) in enumerate(side)} for side in (left, right))
    assert (digest(a) == digest(b)) == (a == b)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_numbers_are_written_in_one_way(number: Decimal) -> None:
    """Trailing zeros, exponents and the sign of nothing make no difference; the value does not change."""
    shown = canonical(number)
    assert Decimal(shown) == number
    assert shown == canonical(Decimal(f"{number}000") if "." in f"{number}" and "E" not in f"{number}" else number)
    assert "E" not in shown
    assert not shown.endswith(".")


@pytest.mark.parametrize(
    "inside", [b"<a/>" * 100_000, b"{}</submission><submission>", b"\xff", b"{" * 17_000_000, b'{"year": 1e999}']
)
def test_a_strangers_part_is_no_seal(inside: bytes) -> None:
    """Whatever stands in our namespace: no tree of a million elements is made of it, and it is said to be broken."""
    data = b'<?xml version="1.0"?><submission xmlns="urn:jixiao:submission:1">' + inside + b"</submission>"
    with pytest.raises(BrokenSeal):
        sealed_in(lambda name: data, ["customXml/item1.xml"])
