"""The fingerprint of a finding: its rule and what it rests on, so that an explanation can be bound to it.

Contents count, not places: a row inserted above, a sheet renamed, rows sorted leave it as it is. Blanks do not count:
an empty row more is nothing new. Figures are taken with four decimals more than the table shows, for programs differ in
what comes after. The fault itself counts as shown: when a rule expects something else than last year, last year's
explanation does not settle it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from macros_py.engine.findings import Finding
from macros_py.engine.numbers import excel_round
from workbook.facts import Fact, Facts

_SPARE = 4
_HUGE = Decimal("1E30")
_LONG = 28  # signs; numbers have 28 digits at most
_PRIME = 2**64 - 59


def basis_of(finding: Finding, facts: Facts) -> str:
    """16 hex digits: the remainder by a large prime, as good as any against chance. Whoever wants to deceive can just
    as well write a false text; and `hashlib` takes longer to load than all else here.
    """
    known = [fact for key in finding.fields if (fact := facts.get(key)) is not None]
    contents = sorted(_content(fact) for fact in known if fact.value is not None or fact.trouble)
    fields = sorted({fact.field.id for fact in known}) or [finding.form, finding.message]
    parts = (finding.rule, *fields, finding.left or "", finding.right or "", *contents)
    whole = int.from_bytes("\0".join(parts).encode("utf-8", "surrogatepass"), "big")
    return f"{whole % _PRIME:016x}"


def _content(fact: Fact) -> str:
    return "\1".join((fact.field.id, fact.trouble or "", *_value(fact)))


def _number(value: Decimal, places: int) -> str:
    """Rounded, without zeros at its end; nearly all figures need no rounding, and are told by their digits.

    >>> _number(Decimal("1811.20"), 6), _number(Decimal("2E+3"), 6), _number(Decimal("0.12345678"), 6)
    ('1811.2', '2000', '0.123457')
    """
    text = str(value)
    _, point, fraction = text.partition(".")
    if len(text) < _LONG and "E" not in text and len(fraction) <= places:
        return text.rstrip("0").rstrip(".") if point else text
    return f"{(excel_round(value, places) if abs(value) < _HUGE else value).normalize():f}"


def _value(fact: Fact) -> Iterator[str]:
    """A text is the same in other spacing; 1200 is 1200.00."""
    if isinstance(fact.value, Decimal):
        yield _number(fact.value, fact.field.decimals + _SPARE)
    elif fact.value is not None:
        yield " ".join(str(fact.value).split())
