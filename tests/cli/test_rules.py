"""`jixiao rules` and `jixiao score`: what a person asks about rules, answered on the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_rules_are_listed(jixiao: Run) -> None:
    """Every rule on a line of its own, with level, title and source."""
    lines = jixiao("rules").stdout.decode().splitlines()
    assert ["F006", "错误", "执行率等于全年执行数除以全年预算数"] in [line.split("\t")[:3] for line in lines]


def test_one_rule_is_explained(jixiao: Run) -> None:
    said = jixiao("rules", "F007", "--pack", "hunan-jishou").stdout.decode()
    assert "overall.funds.total.points * overall.funds.total.rate" in said
    assert "江西（jiangxi）：改为" in said


def test_places_are_compared(jixiao: Run) -> None:
    said = jixiao("rules", "--diff", "hunan", "hubei", "2022").stdout.decode()
    assert "（execution_points）：湖南 10；湖北 20" in said
    assert jixiao("rules", "--diff", "hunan", "hunan", "2022").stdout.decode() == "两地规则相同。\n"


@pytest.mark.parametrize(
    "words", [["rules", "X999"], ["rules", "--pack", "nowhere"], ["rules", "--diff", "a", "b", "2022"]]
)
def test_what_is_not_there_is_refused(jixiao: Run, words: list[str]) -> None:
    done = jixiao(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("错误：")


@pytest.mark.parametrize(
    ("target", "actual", "pack", "words"),
    [
        ("≥95%", "92%", "national", ["得分：9.68", "92 ÷ 目标 95 × 分值 10"]),
        ("达成年度指标", "部分达成年度指标并具有一定效果", "hubei", ["得分：5.00 至不到 8.00，由评价人定"]),
        ("做好保障", "后勤保障95%", "national", ["得分：9.50", "注意：年度指标值里没有数值"]),
        ("≥100人", "160人", "national", ["得分：10.00", "160.00%"]),
        ("按时完成", "已完成", "national", ["由评价人定"]),
    ],
)
def test_an_indicator_is_scored(jixiao: Run, target: str, actual: str, pack: str, words: list[str]) -> None:
    """The score, how it came about, and what had to be guessed."""
    done = jixiao("score", "--target", target, "--actual", actual, "--weight", "10", "--pack", pack)
    said = done.stdout.decode()
    assert (done.returncode, [word for word in words if word not in said]) == (0, [])


@pytest.mark.parametrize("weight", ["十", "", "-1", "无"])
def test_a_weight_is_a_number(jixiao: Run, weight: str) -> None:
    done = jixiao("score", "--target", "1", "--actual", "1", "--weight", weight)
    assert (done.returncode, "不是数字" in done.stderr.decode()) == (2, True)


def test_a_year_without_tables_is_refused(jixiao: Run) -> None:
    done = jixiao("score", "--target", "1", "--actual", "1", "--weight", "1", "--year", "1999")
    assert (done.returncode, "没有 1999 年度的表样" in done.stderr.decode()) == (2, True)
