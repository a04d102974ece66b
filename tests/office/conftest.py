"""LibreOffice as a real host: one headless soffice a session, with a profile and a pipe of its own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

collect_ignore = ["calc.py"]  # needs `uno`
SYSTEM_PYTHON = "/usr/bin/python3"  # the only one that has `uno`


class Office:
    """Commands of calc.py as calls: `office("open", path="/tmp/表.xlsx")`."""

    def __init__(self, client: subprocess.Popen[str]) -> None:
        self.client = client

    def __call__(self, order: str, **details: Any) -> Any:
        assert self.client.stdin is not None
        if order:
            self.client.stdin.write(json.dumps({"do": order} | details) + "\n")
            self.client.stdin.flush()
        assert self.client.stdout is not None
        answer = json.loads(self.client.stdout.readline() or '{"error": "LibreOffice is gone"}')
        assert "error" not in answer, answer
        return answer["ok"]

    def recalculated(self, path: Path) -> dict[str, list[list[Any]]]:
        """All values of a file after every formula was computed anew."""
        self("open", path=str(path))
        self("recalculate")
        return self("values")  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed: sh tests/tools/system.sh office"
    pipe = f"jixiao_{os.getpid()}_{secrets.token_hex(4)}"
    profile = tmp_path_factory.mktemp("profile")
    options = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
    host = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profile.as_uri()}", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    client = subprocess.Popen(
        [SYSTEM_PYTHON, "-I", str(Path(__file__).with_name("calc.py")), pipe],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        office = Office(client)
        office("")
        yield office
    finally:
        _end(client, host)


def _end(client: subprocess.Popen[str], host: subprocess.Popen[bytes]) -> None:
    """Ask it to leave; if it does not, end the processes started here, and only those."""
    with suppress(BrokenPipeError, subprocess.TimeoutExpired):
        client.communicate('{"do": "quit"}\n', timeout=10)
    client.kill()
    client.wait()
    with suppress(subprocess.TimeoutExpired):
        host.wait(timeout=10)
    with suppress(ProcessLookupError):
        os.killpg(host.pid, signal.SIGKILL)
    host.wait()
