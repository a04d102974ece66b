"""A submission copy for tests that care for the copy and not for what still stands in it: somebody lets it go up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from macros_py.exchange.submit import Approval, submit

SOMEBODY = Approval(name="某某", reason="测试")
NOON = datetime(2023, 7, 26, 12, 0, tzinfo=UTC)


def exported(source: Path, target: Path) -> None:
    submit(source, target, approval=SOMEBODY, made=NOON)
