"""Rule packs for the doors: loaded once, bound to the forms of a year."""

from __future__ import annotations

from pathlib import Path

from macros_py.engine import dated, rules
from macros_py.engine.rules import RULES, Pack, load_pack, packs
from macros_py.engine.ruleset import RuleSet, bind
from workbook.cache import cached
from workbook.errors import UnusableFile
from workbook.model import FormSet


def ruleset_for(forms: FormSet, pack: str) -> RuleSet:
    """The rules of a place for these tables. Raises UnusableFile for an unknown place, RuleError for wrong rules."""
    return bind(_pack(pack), forms.fields, forms.year)


def _pack(name: str) -> Pack:
    if name not in packs():
        raise UnusableFile(f"没有规则包“{name}”", remedy=f"现有：{'、'.join(packs())}")
    files = sorted(RULES.rglob("*.toml"))
    code = [Path(module.__file__ or "") for module in (rules, dated)]
    return cached(f"rules-{name}", [*files, *code], Pack, lambda: load_pack(name))
