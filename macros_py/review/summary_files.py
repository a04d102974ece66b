"""Files that gave no figures, units that sent several, and where a file lies as seen from the summary."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from macros_py.review.summary_data import NAMELESS, Data

STATES = {"refused": "拒收", "failed": "失败"}
_TRY_ALONE = "请打开文件看是否完好，再单独审核一次；仍不行的，请单位重新报送，并把文件留给维护人员。"
_ASK_AGAIN = "请退回单位，按原因处理后重新报送。"
_LONGEST_LINK = 2000  # characters that Excel follows, a few to spare
_ESCAPES = (("%", "%25"), ("#", "%23"))  # signs that would end or bend an address


def unread(data: Data) -> pd.DataFrame:
    """Refused and failed files with the reason and what to do."""
    frame = data.frame(
        """SELECT row_number() OVER (ORDER BY state DESC, path) AS rank, path, name, state,
        coalesce(reason, '') AS reason, bytes / 1024 AS size FROM ledger.files
        WHERE state IN ('refused', 'failed') ORDER BY rank"""
    )
    parts = [_parted(str(reason), str(state)) for reason, state in zip(frame["reason"], frame["state"], strict=True)]
    frame["problem"] = [problem for problem, _ in parts]
    frame["remedy"] = [remedy for _, remedy in parts]
    frame["state"] = frame["state"].map(STATES)
    return frame


def _parted(reason: str, state: str) -> tuple[str, str]:
    """A refusal says what is wrong and what to do; others have to be told.

    >>> _parted("甲.xlsx：文件设有打开密码。请去掉密码，保存后再试。", "refused")
    ('甲.xlsx：文件设有打开密码。', '请去掉密码，保存后再试。')
    """
    problem, stop, remedy = reason.partition("。")
    if state == "failed" or not remedy.strip():
        return reason or "没有说明原因", _TRY_ALONE if state == "failed" else _ASK_AGAIN
    return problem + stop, remedy.strip()


def repeated(data: Data) -> pd.DataFrame:
    """All files of units that sent several, unit by unit, the one that counts first."""
    frame = data.frame(
        f"""SELECT path, name, coalesce(nullif(trim(unit), ''), '{NAMELESS}') AS unit, coalesce(code, '') AS code,
        version, replace(left(coalesce(made, ''), 16), 'T', ' ') AS made, kind, total, coalesce(errors, 0) AS errors,
        coalesce(counts, false) AS counts, coalesce(superseded_by, '') AS superseded_by
        FROM ledger.files WHERE state = 'reviewed' AND
        (files.superseded_by <> '' OR path IN (SELECT superseded_by FROM ledger.files)) ORDER BY path"""
    )
    over = dict(zip(frame["path"], frame["superseded_by"], strict=True))
    frame["winner"] = [_winner(path, over) for path in frame["path"]]
    frame["verdict"] = ["计入汇总" if counts else "不计，已有更新的一份" for counts in frame["counts"]]
    frame["kind"] = frame["kind"].map({"submission": "上报件"}).fillna("工作簿")
    order = ["code", "winner", "counts", "made", "version", "path"]
    up = [True, True, False, False, False, True]
    frame = frame.sort_values(order, ascending=up, kind="stable").reset_index(drop=True)
    frame.insert(0, "rank", range(1, len(frame) + 1))
    return frame


def _winner(path: str, over: dict[str, str]) -> str:
    """The file that stands in the end."""
    seen = {path}
    while (later := over.get(path)) and later not in seen:
        seen.add(later)
        path = later
    return path


def links(paths: Iterable[str], folder: Path | None, out: Path) -> list[str]:
    """An address for each file, as seen from the summary's folder; empty where there is no way from here to there, or
    only one that no address can hold. Paths of the ledger lie below the folder that was reviewed, which the ledger
    itself does not know.
    """
    return [_link(path, folder, out) if folder else "" for path in paths]


def _link(path: str, folder: Path, out: Path) -> str:
    try:
        address = os.path.relpath(folder / path, out)
    except ValueError:  # on another drive
        return ""
    for sign, escape in _ESCAPES:
        address = address.replace(sign, escape)
    return f"external:{address}" if len(address) <= _LONGEST_LINK and address.isprintable() else ""
