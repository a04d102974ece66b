"""核验: does a submission still say what it said when it was exported?

Three looks, each by itself. The cells against the sealed facts: what was changed, moved, renamed, hidden. The cells
against the rules: every computed figure anew from what the cells show; so a figure typed over a formula is seen, be it
before the export (the seal knows) or after. And the seal against itself and its receipt. A seal proves that nothing
slipped, not who wrote it; the checksum on the signed paper does.

A copy whose machine-readable part was lost, because another program saved it, is held against the checksum on its
receipt or in the small file beside it: that tells whether something differs, not what.

    verify(Path("….xlsx")).differences
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from macros_py.basis import basis_of
from macros_py.check import Checked, check_reading
from macros_py.engine.recompute import unlike
from macros_py.engine.values import Values
from macros_py.figures import with_numbers, without_words
from macros_py.rulebook import ruleset_for
from macros_py.wording import level_of
from workbook import own_sheets
from workbook.address import cell_name
from workbook.carried import Carried
from workbook.differences import Comparison, Difference
from workbook.errors import UnusableFile
from workbook.facts import Facts
from workbook.held import canonical
from workbook.observe import Observed, observe
from workbook.receipt import receipt
from workbook.submission import (
    BrokenSeal,
    SealedFacts,
    SealedRules,
    Submission,
    digest,
    sealed_facts,
)

SEAL, CODE, COMPUTED, FORMULA = "封存数据", "校验码", "重新计算", "公式"
RECEIPT, FOUND, CARRIED = "回执", "核对", "夹带"
ASIDE = frozenset({own_sheets.RECEIPT, own_sheets.RETURNED})  # these sheets belong to no table
_CODE = re.compile(r"[0-9a-f]{64}")
NOT_SEALED = "文件里没有封存数据，不是用本工具导出的上报件，或用别的软件另存时丢失了"


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """`sealed` is None where the machine-readable part is lost. `ruleset` None: the rules are not known here, so
    nothing was computed anew. `remarks` are facts about the file that are no differences.
    """

    file: str
    sealed: Submission | None
    sha256: str
    checked: Checked | None
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...]
    observed: Observed


def verify(path: Path) -> Verified:
    """Look at a submission. Raises UnusableFile for what is none and for what cannot be read."""
    try:
        observed = observe(path, left_out=ASIDE)
    except BrokenSeal as error:
        raise broken_seal(path) from error
    checked, remarks = _checked(observed)
    return verified(path, observed, checked, remarks)


def broken_seal(path: Path) -> UnusableFile:
    """There is a machine-readable part, but nobody can read it."""
    return UnusableFile("封存数据已损坏，不能核验", place=path.name, remedy="请向单位要原来的上报件")


def verified(
    path: Path,
    observed: Observed,
    checked: Checked | None,
    remarks: Sequence[str] = (),
    now: SealedFacts | None = None,
    bases: Sequence[str] | None = None,
) -> Verified:
    """The same for a file that was looked at and checked already; `now`: its facts as they would be sealed, `bases` the
    fingerprints of its findings, if somebody has them at hand. Raises UnusableFile for what is no submission.
    """
    facts, said = observed.reading.facts, list(remarks)
    held = sealed_facts(facts) if now is None else now
    sha256 = digest(held)
    if observed.sealed is None:
        differences = [*_by_code(path, observed, sha256, said), *_computed(facts, checked, None)]
    else:
        same = held.alike(observed.sealed.facts)
        differences = [
            *_seal(observed.sealed, sha256 if same else None),
            *_compared(observed.sealed, observed, same=same),
            *_computed(facts, checked, observed.sealed),
            *_receipt(observed),
            *_found(checked, observed.sealed, bases),
        ]
        said += _about_rules(observed.sealed, checked)
    differences += [
        Difference(kind=FORMULA, place=place, problem="上报件里只有数值，这里却有公式")
        for place in observed.witness.formulas
    ]
    differences += _carried(observed.carried)
    return Verified(
        file=path.name,
        sealed=observed.sealed,
        sha256=sha256,
        checked=checked,
        differences=tuple(differences),
        remarks=tuple(said),
        observed=observed,
    )


def _carried(brought: Carried) -> Iterator[Difference]:
    """What no copy of ours has; whoever put it there did so after the export."""
    known = {
        "宏": brought.vba or brought.macro_sheets,
        f"指向其他文件的链接 {brought.external} 处": brought.external,
        f"指向其他程序的链接（DDE、OLE）{brought.live} 处": brought.live,
        f"嵌入的文件 {brought.embedded} 个": brought.embedded,
        "数据库或网页的连接": brought.connections,
    }
    for what, there in known.items():
        if there:
            yield Difference(kind=CARRIED, place="", problem=f"文件里有{what}，上报件不应有。请不要启用，向单位核实")


def _checked(observed: Observed) -> tuple[Checked | None, list[str]]:
    """By the rules that the file names, as they are known here; else why there are none."""
    reading = observed.reading
    try:
        return check_reading(reading, ruleset_for(reading.forms, reading.pack)), []
    except UnusableFile as error:
        return None, [f"没有按规则重新计算：{error}"]


def _seal(sealed: Submission, same: str | None) -> Iterator[Difference]:
    """`same`: the checksum of facts that are known to be the sealed ones, which spares the sum over those."""
    found = same or digest(sealed.facts)
    if found != sealed.sha256:
        problem = "封存的数据与它自己的校验码不符，封存数据被改动过"
        yield Difference(kind=SEAL, place="", problem=problem, sealed=sealed.sha256, now=found)


def _compared(sealed: Submission, observed: Observed, *, same: bool) -> Iterator[Difference]:
    """Hardly any submission was touched: whether one was is seen at once, and only one that was is matched by rows."""
    witness, facts = observed.witness, observed.reading.facts
    around = (witness.sheets, witness.printed, facts.rows) == (sealed.sheets, sealed.printed, sealed.rows)
    if not (same and around):
        yield from Comparison(sealed, facts, witness).differences()


def _by_code(path: Path, observed: Observed, sha256: str, remarks: list[str]) -> Iterator[Difference]:
    """Without a seal: the checksums that are left. Raises UnusableFile where there is none."""
    known = {}
    for place, code in (*_on_receipt(observed), *_beside(path)):
        known[place] = code
    if not known:
        remedy = "请向单位要原来的上报件；工作簿请先用 jixiao export 导出"
        raise UnusableFile(NOT_SEALED, place=path.name, remedy=remedy)
    remarks.append("机器可读的封存数据丢失了（可能用别的软件另存过），只能按校验码核验，说不出哪里不同")
    for place, code in known.items():
        if code != sha256:
            problem = f"表中数据的校验码与{place}上的不同：有数据改动过"
            yield Difference(kind=CODE, place=place, problem=problem, sealed=code, now=sha256)


def _on_receipt(observed: Observed) -> Iterator[tuple[str, str]]:
    for text in observed.witness.aside.get(own_sheets.RECEIPT, {}).values():
        if found := _CODE.fullmatch(text.replace(" ", "")):
            yield "回执", found[0]


def _beside(path: Path) -> Iterator[tuple[str, str]]:
    """The small file, if it lies beside and is one."""
    beside = path.with_suffix(".json")
    try:
        entry = msgspec.json.decode(beside.read_bytes(), type=dict[str, object])
    except (OSError, msgspec.DecodeError, RecursionError):
        return
    code = entry.get("facts_sha256")
    if isinstance(code, str) and _CODE.fullmatch(code):
        yield f"“{beside.name}”", code


def _computed(facts: Facts, checked: Checked | None, sealed: Submission | None) -> Iterator[Difference]:
    """Computed cells that show something else than their formula gives for the cells as they are."""
    if checked is None:
        return
    figures = with_numbers(facts) if checked.values.unusual else facts
    same, ruleset = figures is facts, checked.ruleset
    values = checked.values if same else Values(without_words(figures), ruleset.fields)
    results = unlike(values, ruleset, figures)
    if not results:
        return
    typed = {fact.id: fact.value for fact in sealed.facts if fact.origin == "reported"} if sealed else {}
    for fact in figures:
        if fact.field.computed and fact.id in results:
            shown, result = canonical(fact.value), canonical(results[fact.id])
            before = fact.id in typed and typed[fact.id] == shown
            when = "导出前公式就被手工数字盖住了" if before else "自动计算的格被改动过，或所依据的数改动过"
            problem = f"{fact.field.label}填的是 {shown or '空白'}，按表中其他数重新计算应为 {result or '空白'}：{when}"
            yield Difference(kind=COMPUTED, place=fact.cell, problem=problem, sealed=result, now=shown, fact=fact.id)


def _receipt(observed: Observed) -> Iterator[Difference]:
    """The page drawn anew from the seal, against the page that is there."""
    assert observed.sealed is not None
    there = observed.witness.aside.get(own_sheets.RECEIPT)
    if there is None:
        yield Difference(kind=RECEIPT, place=own_sheets.RECEIPT, problem="没有回执")
        return
    for cell in receipt(observed.sealed).cells:
        place, expected = cell_name(cell.row, cell.column), canonical(cell.value)
        if expected and (now := there.get(place, "")) != expected:
            problem = f"回执上的“{expected}”现在是“{now}”" if now else f"回执上的“{expected}”没有了"
            where = f"{own_sheets.RECEIPT}!{place}"
            yield Difference(kind=RECEIPT, place=where, problem=problem, sealed=expected, now=now)


def _found(checked: Checked | None, sealed: Submission, bases: Sequence[str] | None) -> Iterator[Difference]:
    """Errors and warnings that were not there when the file was sealed; typed rules are not known here."""
    if checked is None or checked.ruleset.pack.sha256 != sealed.rules.sha256:
        return
    known = {(finding.rule, finding.basis) for finding in sealed.findings}
    for number, finding in enumerate(checked.result.findings):
        if (level := level_of(finding)) not in ("错误", "警告"):
            continue
        basis = basis_of(finding, checked.reading.facts) if bases is None else bases[number]
        if (finding.rule, basis) not in known:
            place = finding.cells[0] if finding.cells else ""
            yield Difference(kind=FOUND, place=place, problem=f"{level}（{finding.rule}）：{finding.message}")


def _about_rules(sealed: Submission, checked: Checked | None) -> Iterator[str]:
    yield f"导出时按“{sealed.rules.title}”规则（{version(sealed.rules)}）核对"
    if checked and checked.ruleset.pack.sha256 != sealed.rules.sha256:
        here = checked.ruleset.pack
        yield f"本机的“{here.title}”规则是另一版本（{here.name} {here.sha256[:12]}），重新计算按本机的规则"
    if sealed.override:
        yield f"导出时带着问题上报，同意人：{sealed.override.name}，理由：{sealed.override.reason}"


def version(rules: SealedRules) -> str:
    """Which rules, in short."""
    return f"{rules.pack} {rules.year} 年度 {rules.sha256[:12]}"
