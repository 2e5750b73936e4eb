"""The province of the demonstration: its hosts, and the workspace that audits them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import paramiko

from audit4 import clock
from audit4.collector.recording import frame
from audit4.demo.recordings import load
from audit4.demo.server import Answer, Answering, RecordedHost, closed_port
from audit4.workspace import write_private

MENDED = ("web-01", "web-02", "mot-cua-01", "van-ban-01", "du-lieu-01")
"""Hosts on which something happens between the scans."""

_SAME = ("van-ban-02", "du-lieu-02", "nhat-ky-01", "giam-sat-01")
_UNREACHABLE = "mot-cua-02"
_CUT_LATER = "van-ban-02"
_PLACE = re.compile(r"\{\{(day|port|key) ?([^}]*)\}\}")


@dataclass(slots=True)
class Province:
    """The hosts as they are served, and the ports of all, of silent ones too."""

    hosts: dict[str, RecordedHost] = field(default_factory=dict)
    silent: dict[str, int] = field(default_factory=dict)

    @property
    def ports(self) -> Mapping[str, int]:
        """Port by host."""
        return {**{n: h.port for n, h in self.hosts.items()}, **self.silent}

    @property
    def known_hosts(self) -> str:
        """The keys of all hosts, as known_hosts."""
        return "".join(host.known_hosts for host in self.hosts.values())

    def pass_time(self) -> None:
        """What happens between the scans: mending, a new fault, a bad line."""
        for name in MENDED:
            self.hosts[name].answering = answering(name, later=True)
        self.hosts[_CUT_LATER].answering = cut(answering(_CUT_LATER))


@contextmanager
def serve(client_key: paramiko.PKey) -> Iterator[Province]:
    """The province, up for as long as the block lasts."""
    with ExitStack() as stack:
        province = Province(silent={_UNREACHABLE: closed_port()})
        for name in (*MENDED, *_SAME):
            host = RecordedHost(answering(name), client_key=client_key)
            stack.callback(host.close)
            province.hosts[name] = host
        yield province


def answering(name: str, *, later: bool = False) -> Answering:
    """Answers from a recording, as old as it was when it was taken."""
    recording = load(name)
    if later:
        recording = recording.later(load(f"{name}.later"))

    def answer(nonce: str) -> Answer:
        now = recording.at(clock.now())
        return Answer(frame(now.items, now.header, nonce))

    return answer


def cut(whole: Answering) -> Answering:
    """The same answers over a line that breaks towards their end."""

    def answer(nonce: str) -> Answer:
        data = whole(nonce).data
        return Answer(data[: len(data) * 3 // 4], whole=False)

    return answer


def write_workspace(root: Path, province: Province, key: Path, now: datetime) -> None:
    """Fill a new workspace: the shipped files, with ports, key and days put in."""
    values = {name: str(port) for name, port in province.ports.items()}

    def value(found: re.Match[str]) -> str:
        match found[1]:
            case "day":
                return f"{now + timedelta(days=int(found[2])):%Y-%m-%d}"
            case "port":
                return values[found[2]]
            case _:
                return str(key)

    for path, text in _files(resources.files("audit4.demo") / "workspace"):
        (root / path).unlink(missing_ok=True)
        write_private(root / path, _PLACE.sub(value, text))
    (root / "known_hosts").write_text(province.known_hosts, encoding="ascii")


def _files(folder: Traversable, before: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _files(entry, f"{before}{entry.name}/")
        else:
            yield f"{before}{entry.name}", entry.read_text("utf-8")
