"""The collector as a file that somebody carries to a host without a link."""

import re

from audit4.collector.script import PROTOCOL, Script, checked

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
_TITLE = re.compile(
    rb"(?:^|\n)audit4-bundle ([A-Za-z0-9][A-Za-z0-9._/-]{0,199}) ([0-9a-f]{32})\r?\n"
)
_HEAD = """\
#!/bin/sh
# audit4 collector for host {host}, to be used once.
# As root:  sh THIS-FILE > answer.audit4
# It only reads. Bring answer.audit4 back for `audit4 bundle import`.
if [ -t 1 ]; then
  echo 'audit4: send the output to a file: sh THIS-FILE > answer.audit4' >&2
  exit 2
fi
echo 'audit4-bundle {host} {nonce}'
set -- {protocol} {nonce}
"""


def bundle_script(script: Script, host_id: str, nonce: str) -> str:
    """The script for one host with its nonce in it; its answer goes to stdout.

    Raises:
        ValueError: host id or nonce hold what must not reach a shell.
    """
    if not _HOST.fullmatch(host_id):
        raise ValueError(f"not a host id: {host_id!r}")
    head = _HEAD.format(host=host_id, nonce=checked(nonce), protocol=PROTOCOL)
    return head + script.text


def bundle_title(raw: bytes) -> tuple[str, str] | None:
    """Host id and nonce that an answer file claims; None if it is no such file.

    A claim only: whoever imports it looks both up in what it once handed out.
    """
    found = _TITLE.search(raw[:4096])
    return (found[1].decode(), found[2].decode()) if found else None
