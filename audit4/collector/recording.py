"""Evidence framed as the collector frames it: the inverse of `read`.

For answers that come from a recording, so that what reads real hosts reads these.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence

from audit4.collector.script import PROTOCOL, checked
from audit4.evidence import Item

# What `read` adds to a header by itself.
_READ = frozenset({"edition", "digest", "bytes", "cpu_s", "wall_s"})


def frame(
    items: Mapping[str, Sequence[Item]],
    header: Mapping[str, str],
    nonce: str,
    *,
    packed: bool = True,
) -> bytes:
    """The answer that carries these items under a nonce, whole and with its digest.

    Args:
        items: by probe, as `Evidence.items` has them.
        header: as `Evidence.header` has it.
        nonce: the one that the reader sent.
        packed: whether it is compressed, as on a host that has gzip.
    """
    mark = checked(nonce)
    lines = [
        f"audit4 {PROTOCOL} {header['edition']} {header['digest']}",
        *(f"head {key} {value}" for key, value in header.items() if key not in _READ),
    ]
    text = "".join(f"{mark} {line}\n" for line in lines)
    text += "".join(_probe(mark, probe, found) for probe, found in items.items())
    count = sum(len(found) for found in items.values())
    digest = hashlib.sha256(text.encode()).hexdigest()
    text += f"{mark} end {count} sha256 {digest}\n"
    text += f"{mark} cpu\n0m0s 0m0s\n0m{header.get('cpu_s', '0')}s 0m0s\n"
    body = gzip.compress(text.encode(), mtime=0) if packed else text.encode()
    return f"\n{mark}:answer\n".encode() + body + f"\n{mark}:over\n".encode()


def _probe(mark: str, probe: str, items: Sequence[Item]) -> str:
    return "".join(_item(mark, item) for item in items) + f"{mark} done {probe}\n"


def _item(mark: str, item: Item) -> str:
    code = "-" if item.exit is None else item.exit
    head = f"{mark} item {item.probe} {item.status} {code} {item.name}\n"
    return head + "".join(_lines(item.content))


def _lines(content: str) -> Iterator[str]:
    """Lines as the frame has them: `+` where a newline ends one, `=` where none."""
    *whole, rest = content.split("\n")
    yield from (f"+{line}\n" for line in whole)
    if rest:
        yield f"={rest}\n"
