"""All commands of `jixiao`. Each is a thin shell around one function of `desk`, `check` or `demo`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, cast

import typer

from macros_py.beside import beside
from macros_py.cli.checking import CLEAN, ERRORS, refuse, run_check
from macros_py.cli.show import console, show_checked
from macros_py.engine.rules import RuleError
from workbook.errors import UnusableFile
from workbook.load import years

app = typer.Typer(
    help="部门整体支出绩效自评工作簿：建表、填数、复算、核对、导出。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Source = Annotated[Path, typer.Argument(metavar="文件", help="工作簿（.xlsx 或 .xlsm）")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="文件", help="另存为；不写时存到原文件旁边")]
PackName = Annotated[str | None, typer.Option("--pack", metavar="规则包", help="按哪里的规则；不写时用工作簿自带的")]


@app.command()
def new(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="文件", help="新工作簿的文件名；.xlsm 带按钮和宏")],
    year: Annotated[int, typer.Option(metavar="年度", help="表样的年度")] = max(years()),
    pack: Annotated[str, typer.Option(metavar="规则包", help="按哪里的规则")] = "national",
    projects: Annotated[int, typer.Option(metavar="个数", min=1, max=240, help="项目个数，附件4一个项目一张")] = 1,
    unit: Annotated[str, typer.Option(metavar="单位", help="部门（单位）名称，写在封面上")] = "",
) -> None:
    """建一份空白工作簿。"""
    from macros_py.newborn import refuse_misnamed, unit_name
    from macros_py.template import write_template

    if year not in years():
        raise UnusableFile(f"没有 {year} 年度的表样", remedy=f"现有：{'、'.join(map(str, years()))}")
    refuse_misnamed(out)
    counts = {"project": projects, "projects.items": max(projects, 9)}
    write_template(out, year=year, pack=pack, counts=counts, unit=unit_name(unit))
    _done(f"已生成空白工作簿：{out}")


@app.command()
def fill(
    file: Source,
    data: Annotated[Path, typer.Option("--data", metavar="数据", help="数据文件（.toml 或 .json）")],
    out: Out = None,
) -> None:
    """把数据文件填进工作簿，另存一份。"""
    from macros_py.desk import fill_file

    target = _beside(file, out, "已填")
    count = fill_file(file, data, target)
    _done(f"已填 {count} 个单元格：{target}")


@app.command()
def facts(
    file: Source,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，可作为 fill 的数据")] = False,
) -> None:
    """列出工作簿里的全部数据。"""
    from macros_py.listing import facts_json, facts_lines
    from workbook.read import read

    reading = read(file)
    if as_json:
        sys.stdout.buffer.write(facts_json(reading, file) + b"\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in facts_lines(reading))


@app.command()
def projects(file: Source, out: Out = None) -> None:
    """按项目支出明细补建附件4，一个项目一张，另存一份。"""
    from macros_py.desk import add_project_sheets

    target = _beside(file, out, "补附件4")
    added = add_project_sheets(file, target)
    _done(f"已补建 {added} 张附件4：{target}")


@app.command()
def recalc(file: Source, out: Out = None) -> None:
    """恢复全部公式并重新计算，另存一份。"""
    from macros_py.desk import recalc_file

    target = _beside(file, out, "重算")
    changed = recalc_file(file, target)
    _done(f"已重新计算，{changed} 个单元格的数值有变化：{target}")


@app.command()
def check(
    file: Source,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="文件", help="另存一份写有校验结果的工作簿")
    ] = None,
    pack: PackName = None,
) -> None:
    """核对工作簿，列出所有不一致之处。"""
    raise typer.Exit(run_check(str(file), as_json=as_json, pack=pack, out=str(out) if out else None))


@app.command()
def export(
    file: Source,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件或文件夹", help="存到哪里；不写时存到原文件旁边，用规定的文件名"),
    ] = None,
    override: Annotated[
        str, typer.Option(metavar="姓名", help="还有错误或没有说明的警告时，谁同意带着问题上报；会写进上报件和回执")
    ] = "",
    reason: Annotated[str, typer.Option(metavar="理由", help="为什么带着问题上报，与 --override 一起写")] = "",
) -> None:
    """生成上报件：只有数值，带回执和封存数据；有错误或警告没有说明的，不生成。"""
    from macros_py.cli.sending import run_export

    raise typer.Exit(run_export(file, out, override, reason))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="上报件", help="单位报来的上报件（.xlsx）")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """核验上报件：与导出时相比，哪个数、哪个字、哪一行改动过，按什么规则。"""
    from macros_py.cli.sending import run_verify

    raise typer.Exit(run_verify(file, as_json=as_json))


@app.command(name="return")
def send_back(
    file: Annotated[Path, typer.Argument(metavar="上报件", help="单位报来的上报件（.xlsx）")],
    remarks: Annotated[
        Path | None,
        typer.Option(metavar="意见", help="意见表（.xlsx 或 .csv），有“位置”“意见”“级别”三栏；不写时只列核对出的问题"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="文件", help="退回件；不写时存到上报件旁边")
    ] = None,
) -> None:
    """生成退回件：在上报件的副本里，把意见标在单元格上，并列成一张表。"""
    from macros_py.cli.sending import run_return

    raise typer.Exit(run_return(file, remarks, out))


@app.command(name="import-return")
def import_return(
    file: Source,
    returned: Annotated[Path, typer.Argument(metavar="退回件", help="财政部门退回的文件")],
    out: Out = None,
) -> None:
    """把退回意见导入自己的工作簿，另存一份：哪些已改、已答复、未改，哪些是新出现的。"""
    from macros_py.cli.sending import run_import_return

    raise typer.Exit(run_import_return(file, returned, _beside(file, out, "退回意见")))


@app.command()
def review(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="各单位报来的文件，放在一个文件夹里，可以分层")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="文件夹", help="结果放在哪里")],
    jobs: Annotated[
        int | None, typer.Option(metavar="个数", min=1, max=256, help="同时审几个；不写时按这台电脑的处理器个数")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="地址", help="用多台电脑：dask 调度程序的地址；写 local 只用本机")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="接着上次没有审完的审，审过的不再审")] = False,
    limits: Annotated[Path | None, typer.Option(metavar="文件", help="限额文件（.toml）：多大的文件不审")] = None,
    pack: PackName = None,
    seconds: Annotated[float, typer.Option(metavar="秒", min=0.1, max=3600, help="一个文件最多审多久")] = 20,
    memory: Annotated[int, typer.Option(metavar="MB", min=300, max=65536, help="审一个文件最多用多少内存")] = 1500,
    returns: Annotated[bool, typer.Option("--returns", help="给有错误或警告没有说明的单位各写一份退回件")] = False,
    ledger_only: Annotated[bool, typer.Option("--ledger-only", help="只写台账，不写汇总和考核评分表")] = False,
    deadline: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="日期", help="报送截止日期，例如 2023-07-31，用来算迟报天数"),
    ] = None,
) -> None:
    """批量审核：一个文件夹里的全部上报件，逐个核对、核验，写出台账和汇总。"""
    from macros_py.cli.reviewing import run_review

    code = run_review(
        folder,
        out,
        jobs=jobs or os.cpu_count() or 1,
        scheduler=scheduler,
        resume=resume,
        limits=limits,
        pack=pack,
        seconds=seconds,
        memory=memory,
        returns=returns,
        ledger_only=ledger_only,
        deadline=deadline.date() if deadline else None,
    )
    raise typer.Exit(code)


@app.command()
def score(
    target: Annotated[str, typer.Option(metavar="目标", help="年度指标值，例如“≥95%”")],
    actual: Annotated[str, typer.Option(metavar="实际", help="实际完成值，例如“92%”")],
    weight: Annotated[str, typer.Option(metavar="分值", help="分值，例如 10")],
    pack: Annotated[str, typer.Option(metavar="规则包", help="按哪里的规则")] = "national",
    year: Annotated[int, typer.Option(metavar="年度", help="自评的年度")] = max(years()),
) -> None:
    """给一个指标打分，说明怎样算出来的。"""
    from macros_py.scorecard import score_lines

    sys.stdout.writelines(f"{line}\n" for line in score_lines(target, actual, weight, pack, year))


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="规则编号", help="只说明这一条规则")] = None,
    pack: Annotated[str, typer.Option(metavar="规则包", help="按哪里的规则")] = "national",
    diff: Annotated[
        tuple[str, str, int] | None, typer.Option(metavar="规则包 规则包 年度", help="比较两个地方的规则")
    ] = None,
    install: Annotated[
        Path | None, typer.Option(metavar="文件", help="载入财政部门下发的规则包文件（.toml），以后就能用")
    ] = None,
) -> None:
    """列出全部规则，说明一条规则，比较两个地方的规则，或载入规则包。"""
    from macros_py import packs_folder
    from macros_py.catalogue import differences, explain, rule_lines
    from macros_py.rulebook import load_pack

    if install:
        name = packs_folder.install(install)
        _done(f"已载入规则包“{name}”，放在 {packs_folder.folder()}。新建工作簿时写 --pack {name}")
        return
    if diff:
        lines = list(differences(load_pack(diff[0]), load_pack(diff[1]), diff[2])) or ["两地规则相同。"]
    else:
        lines = list(explain(rule, load_pack(pack)) if rule else rule_lines(load_pack(pack)))
    sys.stdout.writelines(f"{line}\n" for line in lines)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果放在哪里")] = Path("demo"),
) -> None:
    """演示：用一份真实公布的自评表走一遍全过程。"""
    from macros_py.demo import run_demo

    run_demo(out, say=_done, show=show_checked)


@app.command()
def selftest(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="文件", help="验收报告（.md）；不写时显示出来")
    ] = None,
) -> None:
    """在这台电脑上逐项验收：建表、计算、按钮、Excel、WPS，写出验收报告。"""
    from macros_py.selftest.acceptance import accept

    failed, text = accept(out)
    sys.stdout.write(text)
    raise typer.Exit(ERRORS if failed else CLEAN)


def run() -> None:
    """Run the command line; a sentence and exit code 2 where a file or rule cannot be used."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal knows its encoding; a file gets UTF-8, whatever the locale would make of Chinese.
        cast(TextIOWrapper, stream).reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    sys.exit(_guarded(lambda: app(standalone_mode=False)))


def _guarded(command: Callable[[], object]) -> int:
    try:
        code = command()
    except (UnusableFile, RuleError) as error:
        return refuse(error)
    except typer.Exit as leave:
        return int(leave.exit_code)
    except typer.Abort:
        return ERRORS
    except Exception as error:
        if hasattr(error, "format_message"):  # misuse of the command line, worded by the parser
            return refuse(ValueError(f"{error.format_message()}（用 jixiao --help 查看用法）"))
        raise
    return code if isinstance(code, int) else CLEAN


def _beside(file: Path, out: Path | None, mark: str, suffix: str | None = None) -> Path:
    return out or beside(file, mark, suffix)


def _done(text: str) -> None:
    console().print(text, markup=False)
