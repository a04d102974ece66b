"""What `jixiao verify` says: lines for people, an object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from macros_py.check import printable
from macros_py.exchange.verify import Verified

SCHEMA = "jixiao.verification/1"


def verified_lines(verified: Verified) -> Iterator[str]:
    """First whose it is and by which rules, then a line a difference: kind, place, what; the verdict last."""
    if sealed := verified.sealed:
        made = sealed.made[:16].replace("T", " ")
        yield f"{sealed.unit or '（未填单位）'}　{sealed.year} 年度　第 {sealed.version} 次上报　生成于 {made}"
    yield from verified.remarks
    for item in verified.differences:
        parts = (item.kind, item.place or "—", item.problem)
        yield "\t".join(part.replace("\t", " ").replace("\n", " ") for part in parts)
    yield f"校验码：{verified.sha256}"
    yield verdict(verified)


def verdict(verified: Verified) -> str:
    """One sentence.

    Without differences: 核验结果：与导出时一致。
    """
    if not verified.differences:
        return "核验结果：与导出时一致。"
    counts = Counter(item.kind for item in verified.differences)
    told = "，".join(f"{kind} {count} 处" for kind, count in counts.items())
    return f"核验结果：有 {len(verified.differences)} 处与导出时不同或不合规则（{told}）。"


def verified_json(verified: Verified) -> bytes:
    """The object that `jixiao verify --json` prints."""
    sealed = verified.sealed
    return msgspec.json.encode(
        {
            "schema": SCHEMA,
            "file": printable(verified.file),
            "unit": sealed.unit if sealed else "",
            "code": sealed.code if sealed else "",
            "year": verified.observed.reading.facts.year,
            "version": sealed.version if sealed else None,
            "sealed_sha256": sealed.sha256 if sealed else None,
            "sha256": verified.sha256,
            "rules": sealed.rules if sealed else None,
            "override": sealed.override if sealed else None,
            "remarks": verified.remarks,
            "differences": verified.differences,
        }
    )
