"""`jixiao export`, `verify`, `return`, `import-return`: what goes up, is looked at there, and comes back."""

from __future__ import annotations

import sys
from pathlib import Path

from macros_py.cli.checking import CLEAN, ERRORS, refuse
from macros_py.exchange.standing import NotReady
from macros_py.exchange.submit import Approval, Submitted, submit
from macros_py.wording import lines


def run_export(file: Path, out: Path | None, name: str, reason: str) -> int:
    """Write the submission copy; 1 and the list of what stands in the way where it may not go up."""
    approval = Approval(name=name, reason=reason) if name or reason else None
    try:
        sent = submit(file, out, approval=approval)
    except NotReady as refused:
        say(*lines(refused.checked))
        refuse(refused)
        return ERRORS
    say(*export_lines(sent))
    return CLEAN


def export_lines(sent: Submitted) -> list[str]:
    """What was written, and what to tell whoever receives it."""
    submission = sent.submission
    told = [f"已生成上报件：{sent.path}", f"回执数据：{sent.receipt}", f"校验码：{submission.sha256}"]
    if submission.override:
        left = "，".join(f"{level} {count} 项" for level, count in submission.override.standing.items())
        told.append(f"带问题上报：尚有{left}，同意人 {submission.override.name}，已写进上报件和回执。")
    return told


def say(*texts: str) -> None:
    """Plain lines, as they can be copied and searched."""
    sys.stdout.buffer.write("".join(f"{text}\n" for text in texts).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def run_verify(file: Path, *, as_json: bool) -> int:
    """Say what differs; 1 if anything does."""
    from macros_py.exchange.verified_words import verified_json, verified_lines
    from macros_py.exchange.verify import verify

    verified = verify(file)
    if as_json:
        sys.stdout.buffer.write(verified_json(verified) + b"\n")
    else:
        say(*verified_lines(verified))
    return ERRORS if verified.differences else CLEAN


def run_return(file: Path, remarks: Path | None, out: Path | None) -> int:
    """Write the return copy, and list what is in it."""
    from macros_py.exchange.send_back import send_back

    sent = send_back(file, remarks, out)
    for row in sent.rows:
        say("\t".join(part.replace("\t", " ").replace("\n", " ") for part in (row.level, row.cell or "—", row.text)))
    if sent.unmarked:
        say(f"这些单元格上有批注对话，加不了批注，意见只列在“退回意见”表里：{'、'.join(sent.unmarked)}")
    say(f"已生成退回件（意见 {len(sent.rows)} 条）：{sent.path}")
    return CLEAN


def run_import_return(file: Path, returned: Path, out: Path) -> int:
    """Show the remarks in the unit's own workbook; 1 while any is open."""
    from macros_py.exchange.bring_back import bring_back
    from macros_py.exchange.settle import counted, must_change

    rows = bring_back(file, returned, out)
    for row in rows:
        say("\t".join(part.replace("\t", " ").replace("\n", " ") for part in (row.state, row.cell or "—", row.text)))
    say(f"已导入退回意见（{counted(rows)}）：{out}")
    return ERRORS if any(must_change(rows)) else CLEAN
