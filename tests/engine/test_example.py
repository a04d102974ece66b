"""The example report as published: every error and warning, with both figures, frozen."""

from __future__ import annotations

import pytest

from macros_py.engine import Result, evaluate
from macros_py.engine.findings import Scores
from tests.engine.support import D, example, rules

ERRORS = [
    ["G001", "conclusion.score", "95.00", "91.00"],
    ["Y003", "comparison.revenue.last", "1450.34", "1449.73"],
    ["Y006", "comparison.revenue.change", "294.01", "295.62"],
    ["Y002", "comparison.revenue.growth", "20.39%", "20.40%"],
    ["Y001", "comparison.general.change", "351.55", "350.55"],
    ["Y002", "comparison.general.growth", "37.90%", "37.79%"],
    ["F004", "overall.funds.total.adjusted", "1811.27", "1745.35"],
    ["F003", "overall.funds.total.executed", "1745.35", "1811.12"],
    ["F004", "overall.funds.total.executed", "1811.27", "1811.12"],
    ["X006", "overall.funds.total.executed", "1811.27", "1811.12"],
    ["F006", "overall.funds.total.rate", "103.77%", "165.70%"],
    ["F005", "overall.funds.by_nature.adjusted", "1745.35", "1811.27"],
    ["F005", "overall.funds.by_nature.executed", "1745.35", "1811.27"],
    ["X011", "overall.phone", "07438520105", "8520104"],
]
WARNINGS = [
    ["P201", "projects.items[1].name", "9", "0"],
    ["F008", "overall.funds.total.executed", "1745.35", "1811.12"],
    ["V004", "overall.funds.total.rate", "100.00%", "165.70%"],
    ["F009", "overall.funds.by_nature.adjusted", None, "65.92"],
    ["F009", "overall.funds.by_nature.executed", None, "65.92"],
    ["K013", "overall.indicators[3].name", None, "2022年"],
    ["K013", "overall.indicators[3].target", None, "当年"],
    ["K009", "overall.indicators[5].target", None, "做好大楼后勤保障"],
    ["K010", "overall.indicators[6].target", None, "做好大楼后勤保障"],
    ["K014", "overall.indicators[6].score", "4.75", "3.00"],
    ["K009", "overall.indicators[7].target", None, "维护大楼正常运转"],
    ["K009", "overall.indicators[8].target", None, "服务发展大局、推动事务管理提质"],
    ["K011", "overall.indicators[8].actual", None, "≥100%"],
    ["K009", "overall.indicators[9].target", None, "服务对象满意做到百分之百"],
    ["K011", "overall.indicators[9].actual", None, "≥95%"],
    ["K014", "overall.indicators[9].score", "9.50", "7.00"],
]
NOTICES = [
    ["R003", "cover.unit"],
    ["V007", "income.all.total"],
    ["S016", "expenditure.all.balance"],
    ["G005", "conclusion.grade"],
    ["F011", "overall.funds.total.adjusted"],
    ["F011", "overall.funds.project.adjusted"],
    ["K012", "overall.indicators[3].name"],
    ["X012", "overall.phone"],
    ["P114", "insurance.present"],
]


def _found(result: Result, severity: str) -> list[list[str | None]]:
    return [[f.rule, f.fields[0], f.left, f.right] for f in result.findings if f.severity == severity]


@pytest.mark.parametrize(("severity", "expected"), [("error", ERRORS), ("warning", WARNINGS)])
def test_every_error_and_warning_of_the_example(severity: str, expected: list[list[str]]) -> None:
    """What is wrong with the published report stays found, and nothing that is right is accused."""
    assert _found(evaluate(example(), rules("hunan-jishou")), severity) == expected


def test_notices_of_the_example() -> None:
    """What is only worth knowing."""
    result = evaluate(example(), rules("hunan-jishou"))
    found = [[finding.rule, finding.fields[0]] for finding in result.findings if finding.severity == "notice"]
    questions = [[finding.rule, finding.fields[0]] for finding in result.findings if finding.question]
    assert [entry for entry in found if entry not in questions] == NOTICES


def test_scores_of_the_example() -> None:
    """95 points by the rules; the rate that the report should have shown."""
    scores = evaluate(example(), rules("hunan-jishou")).scores
    assert scores == Scores(total=D(95), grade="优", execution_rate=D("1.0377"), execution_score=D(10))


def test_under_the_national_rules_only_the_grade_name_differs() -> None:
    """The overlay names a grade, and changes nothing else."""
    local, national = (evaluate(example(), rules(pack)).findings for pack in ("hunan-jishou", "national"))
    assert [finding.rule for finding in local if finding not in national] == ["G005"]
    assert [finding.rule for finding in national if finding not in local] == []


def test_indicator_scores_of_the_example() -> None:
    """95% of the target are 4.75 of 5 points, not 3, and 9.50 of 10, not 7; nothing else is accused."""
    found = [f for f in evaluate(example(), rules("hunan-jishou")).findings if f.rule in ("K014", "K016")]
    assert [[f.rule, f.fields[0], f.left, f.right] for f in found] == [
        ["K014", "overall.indicators[6].score", "4.75", "3.00"],
        ["K014", "overall.indicators[9].score", "9.50", "7.00"],
    ]


def test_every_indicator_says_how_it_is_scored() -> None:
    """In one sentence with its numbers, for the cell beside it."""
    traces = evaluate(example(), rules("hunan-jishou")).traces
    told = {trace.field: (trace.value, trace.expression) for trace in traces if trace.rule == "K014"}
    assert len(told) == 9
    assert told["overall.indicators[1].score"] == (None, "目标或实际不是数值，由评价人按完成程度打分")
    assert told["overall.indicators[5].score"] == (
        "5.00",
        "实际 100 达到目标 =100，得满分：5.00 分（年度指标值里没有数值，按目标 100% 理解）",
    )
    assert told["overall.indicators[9].score"] == (
        "9.50",
        "实际 95 ÷ 目标 100 × 分值 10 = 9.50 分（实际完成值带比较符号，按 95% 计算）",
    )
