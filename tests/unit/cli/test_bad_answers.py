import json
from pathlib import Path
from typing import Any

import pytest

from audit4.scan.targets import Lines
from audit4.transport.base import Failure, Inputs, OnBytes, RawAnswer
from audit4.transport.kinds import Kind
from tests.unit.cli.conftest import Run

HOSTS = """\
units:
  - id: so-mau
    name: Sở Mẫu
    systems:
      - {id: portal, name: Cổng, level: 3, hosts: [{id: web01, address: 10.0.0.1}]}
"""
OTHER_NONCE = "0123456789abcdef0123456789abcdef"
ANSWERS = {
    "nothing": b"",
    "a line of a log-in shell": b"This account is currently not available.\n",
    "a page of a captive portal": b"<html><title>Login</title></html>\n" * 50,
    "bytes of no meaning": bytes(range(256)) * 64,
    "nothing but NUL": b"\x00" * 65536,
    "one endless line": b"a" * 2_000_000,
    "gzip that is cut off": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "a frame under another nonce": f"A4 {OTHER_NONCE} begin\n".encode() * 3,
    "terminal control": b"\x1b]0;pwned\x07\x1b[2J\x1b[31m" * 100,
    "text that is not UTF-8": "Không có quyền".encode("utf-16") * 100,
    "JSON": b'{"status": "pass"}\n' * 1000,
    "the script itself, echoed": b"",
}


class Host:
    """A host that answers with the same bytes whatever it is asked."""

    def __init__(self, data: bytes, *, echo: bool = False) -> None:
        self.data = data
        self.echo = echo

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:  # noqa: ARG002
        return RawAnswer(data=inputs.unpinned if self.echo else self.data, exit=0)


@pytest.fixture
def answering(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401
    (workspace / "inventory/so-mau.yaml").write_text(HOSTS, encoding="utf-8")

    def answer(host: object) -> None:
        monkeypatch.setattr(Lines, "transport", lambda _self, _host: host)

    return answer


def results(workspace: Path) -> dict[str, Any]:
    (file,) = workspace.glob("reports/*/results.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("what", ANSWERS)
def test_a_malformed_answer_is_unknown_throughout_and_exit_3(
    workspace: Path,
    run: Run,
    answering: Any,  # noqa: ANN401
    what: str,
) -> None:
    answering(Host(ANSWERS[what], echo="echoed" in what))

    said = run("scan")

    assert said.code == 3, said
    assert "Traceback" not in said.err
    assert "\x1b" not in said.out + said.err
    found = results(workspace)
    assert found["hosts"][0]["state"] == "not_judged"
    measured = [r for r in found["results"] if r["host"]]
    assert measured
    assert {r["status"] for r in measured} <= {"unknown", "not_applicable"}
    assert found["hosts"][0]["reason"]


def test_a_refused_login_is_unknown_with_its_reason_and_the_way_out(
    workspace: Path,
    run: Run,
    answering: Any,  # noqa: ANN401
) -> None:
    class Refusing:
        def collect(self, *_: object) -> RawAnswer:
            raise Failure(Kind.AUTH_REFUSED, "admin@10.0.0.1")

    answering(Refusing())

    said = run("scan", "--lang", "en")

    assert said.code == 3
    assert "check the user, authorized_keys and AllowUsers" in said.err
    assert "1 hosts not judged" in said.out
    reasons = {r["reason"] for r in results(workspace)["results"] if r["host"]}
    assert reasons == {"auth"}
