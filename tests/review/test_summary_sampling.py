"""The proposed sample: who, why, and always the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from macros_py.review.summary_data import opened
from macros_py.review.summary_outliers import find_outliers
from macros_py.review.summary_sampling import LOT, NOT, RISK, sample
from tests.review.ledger_fixture import blank, varied


def sampled(ledger: Path) -> pd.DataFrame:
    with opened(ledger) as data:
        find_outliers(data)
        return sample(data)


def test_components_add_up_and_are_capped(tmp_path: Path) -> None:
    """Each has its name, its points and its words."""
    with blank(tmp_path) as ledger:
        ledger.file("a", unit="甲", errors=9, differences=2, override_name="张三", absent_forms="附件2、附件3")
        ledger.finding("a", "K009", "警告")
        ledger.file("b", external_links=1)
    frame = sampled(ledger.path).set_index("path")
    worst = frame.loc["a"]
    points = [worst[f"{key}_points"] for key in ("errors", "unexplained", "differences", "overridden", "absent")]
    assert points == [30, 1, 14, 15, 6]
    assert (worst["risk"], frame.loc["b"]["risk"]) == (66, 3)
    assert (
        worst["words"]
        == "还有 9 处错误；1 处警告没有说明；与封存数据有 2 处不同；带问题上报（同意人：张三）；缺 2 张表"
    )
    assert pd.isna(frame.loc["b"]["errors_points"])


def test_the_riskiest_and_some_by_lot_of_each_layer(tmp_path: Path) -> None:
    """A tenth, five at least; one of each layer of the rest; a unit without a risk is never taken for one."""
    with blank(tmp_path) as ledger:
        for number in range(60):
            path = f"{number:02d}"
            ledger.file(path, code=path, errors=3 * (number < 20), execution_rate=1)
            ledger.fact(path, "overall.funds.total.executed", 100.5 + number)
    frame = sampled(ledger.path)
    chosen = frame[frame["chosen"] != NOT]
    assert (chosen["chosen"] == RISK).sum() == 6
    assert sorted(chosen["stratum"][chosen["chosen"] == LOT]) == ["中额", "大额", "小额"]
    assert chosen["path"][:6].tolist() == ["19", "18", "17", "16", "15", "14"]
    assert frame["rank"].tolist() == list(range(1, 61))


def test_the_lot_hangs_on_the_ledger_alone(tmp_path: Path) -> None:
    """The same submissions give the same list, others another chance."""

    def drawn(name: str, seed: str) -> list[str]:
        (tmp_path / name).mkdir()
        with blank(tmp_path / name) as ledger:
            for number in range(200):
                ledger.file(f"{number:03d}", facts_sha256=f"{seed}{number}")
        frame = sampled(ledger.path)
        return list(frame["path"][frame["chosen"] == LOT])

    first = drawn("1", "x")
    assert len(first) == 10
    assert drawn("2", "x") == first
    assert drawn("3", "y") != first


def test_reasons_are_said_of_everybody_chosen(tmp_path: Path) -> None:
    """Nobody is on the list without a word."""
    frame = sampled(varied(tmp_path))
    assert frame["words"][frame["chosen"] != NOT].ne("").all()
