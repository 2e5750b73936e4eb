"""Read the collector's answer: framed, hostile until proven whole."""

import base64
import binascii
import hashlib
import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from audit4.collector.masks import mask
from audit4.collector.script import PROTOCOL, checked
from audit4.evidence import Evidence, Item, ItemStatus, Reason

MIB = 1024 * 1024
_GZIP = b"\x1f\x8b"
_STEP = 256 * 1024
_SMALL = 8 * 1024
_LARGE = 128 * 1024
_NO_ANSWER = b"\n"
_HEAD_WORDS = 5
_ITEM_WORDS = 5
_END_WORDS = 3
_HEAD_LENGTH = 200
_MOST_HEADS = 40
_TIMES = re.compile(rb"(\d+)m([\d.]+)s")
_LINE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of an answer is read: bytes before and after unpacking, and items."""

    packed_bytes: int = 64 * MIB
    unpacked_bytes: int = 96 * MIB
    items: int = 100_000
    item_bytes: int = 4 * MIB


DEFAULT_LIMITS = Limits()


class _BrokenError(Exception):
    """The answer breaks the protocol: nothing in it is trusted."""


@dataclass(slots=True)
class _Reading:
    """What has been read; a probe counts once its `done` frame has come."""

    header: dict[str, str] = field(default_factory=dict)
    items: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    pending: dict[str, list[Item]] = field(default_factory=dict)
    count: int = 0
    cut: Reason | None = Reason.INTERRUPTED


def read(
    raw: bytes, nonce: str, *, started: datetime, limits: Limits = DEFAULT_LIMITS
) -> Evidence:
    """The evidence in an answer; never raises on what a host sent.

    Noise before the answer and after it is passed over. Of an answer that was cut
    off, the probes that came whole are kept, and `cut_short` says why the others
    are missing. Where frame or digest is wrong, nothing is kept.

    Args:
        raw: standard output of the session, as it came.
        nonce: the one that was sent.
        started: the controller's UTC as the collection began.
        limits: how much is read.
    """
    text, full = _unpacked(raw, checked(nonce).encode(), limits)
    reading = _Reading()
    try:
        _read(reading, text, nonce.encode(), limits)
        if reading.cut is Reason.INTERRUPTED and full:
            reading.cut = Reason.TRUNCATED
    except _BrokenError:
        reading = _Reading(cut=Reason.UNPARSEABLE)
    reading.header["bytes"] = str(len(raw))
    return Evidence(
        items=reading.items,
        collected_at=started,
        privileged=reading.header.get("euid") == "0",
        clock=_number(reading.header.get("clock")),
        header=reading.header,
        cut_short=reading.cut,
    )


def _unpacked(raw: bytes, nonce: bytes, limits: Limits) -> tuple[bytes, bool]:
    """The text after the answer's first line, and whether a limit cut it."""
    full = len(raw) > limits.packed_bytes
    raw = raw[: limits.packed_bytes]
    mark = re.compile(rb"(?:^|\n)" + nonce + rb":answer\r?\n")
    found = mark.search(raw) or mark.search(raw := _unwrapped(raw))
    if not found:
        return _NO_ANSWER, full
    rest = raw[found.end() :]
    if rest[:2] == _GZIP:
        text, more = _inflated(rest, limits.unpacked_bytes)
        return text, full or more
    if found[0].endswith(b"\r\n"):
        rest = rest.replace(b"\r\n", b"\n")
    full = full or len(rest) > limits.unpacked_bytes
    return rest[: limits.unpacked_bytes], full


def _unwrapped(raw: bytes) -> bytes:
    """The bytes behind lines of base64, which a terminal cannot garble."""
    lines = [line.strip() for line in raw.split(b"\n")]
    packed = b"".join(line for line in lines if _LINE64.fullmatch(line))
    try:
        return base64.b64decode(packed[: len(packed) // 4 * 4])
    except binascii.Error:
        return b""


def _inflated(packed: bytes, most: int) -> tuple[bytes, bool]:
    """As much as could be unpacked; true where there was more than `most`."""
    unpacker = zlib.decompressobj(wbits=31)
    out = bytearray()
    while packed and not unpacker.eof and len(out) <= most:
        try:
            out += unpacker.decompress(packed, _STEP)
        except zlib.error:
            break
        packed = unpacker.unconsumed_tail
    return bytes(out[:most]), len(out) > most


def _read(reading: _Reading, text: bytes, nonce: bytes, limits: Limits) -> None:
    frame = nonce + b" "
    first, whole, _ = text.partition(b"\n")
    if not whole and frame.startswith(first[: len(frame)]):
        return
    words = first.split(b" ")
    if words[:3] != [nonce, b"audit4", PROTOCOL.encode()] or len(words) != _HEAD_WORDS:
        raise _BrokenError
    reading.header = {"edition": _shown(words[3]), "digest": _shown(words[4])}
    _read_frames(reading, text, len(first), frame, limits)


def _read_frames(
    reading: _Reading, text: bytes, begin: int, frame: bytes, limits: Limits
) -> None:
    """Read what stands behind the first line; `begin` is the newline that ends it."""
    before, *frames = text[begin:].split(b"\n" + frame)
    start = begin + len(before) + 1
    for left, part in enumerate(frames, 1 - len(frames)):
        # What a cut left of the last line is dropped, and of the last item.
        said, ended, _ = part.partition(b"\n")
        if not left and not ended:
            return
        if before:
            raise _BrokenError
        if said.startswith(b"end "):
            _end(reading, text[:start], said)
            reading.header |= _cost(text[start:], reading.header)
            return
        if said.startswith(b"item "):
            if reading.count >= limits.items:
                reading.cut = Reason.TRUNCATED
                return
            if left:
                _add(reading, part, limits.item_bytes)
        elif ended and left:
            raise _BrokenError
        else:
            _take(reading, said)
        start += len(frame) + len(part) + 1


def _take(reading: _Reading, said: bytes) -> None:
    match said.split(b" ", 2):
        case [b"done", probe]:
            _done(reading, _shown(probe))
        case [b"head", key, value] if len(reading.header) < _MOST_HEADS:
            reading.header.setdefault(_shown(key), _shown(value))
        case _:
            raise _BrokenError


def _add(reading: _Reading, part: bytes, most: int) -> None:
    """Take in one item."""
    made = _item
    if len(part) <= _SMALL:
        made = _small
    elif len(part) <= _LARGE:
        made = _large
    item = made(part, most)
    reading.count += 1
    reading.pending.setdefault(item.probe, []).append(item)


def _item(part: bytes, most: int) -> Item:
    """One item: `item PROBE STATUS EXIT NAME` and its lines."""
    said, ended, body = part.partition(b"\n")
    words = said.split(b" ", 4)
    if len(words) != _ITEM_WORDS:
        raise _BrokenError
    try:
        status = ItemStatus(_shown(words[2]))
        code = None if words[3] == b"-" else int(words[3])
    except ValueError:
        raise _BrokenError from None
    content = _content(body + b"\n") if ended else b""
    if len(content) > most:
        content, status = b"", ItemStatus.TRUNCATED
    return Item(
        probe=_shown(words[1]),
        name=words[4].decode("utf-8", "backslashreplace"),
        status=status,
        content=mask(content).decode("utf-8", "replace"),
        exit=code,
    )


# Most items are the same on many hosts: they are taken apart and masked once.
_small = lru_cache(4096)(_item)
_large = lru_cache(64)(_item)


def _content(body: bytes) -> bytes:
    """What the lines of an item hold: `+` where a newline ended one, `=` where not."""
    lines = b"\n" + body
    open_ended = lines.count(b"\n=")
    if lines.count(b"\n+") + open_ended != body.count(b"\n"):
        raise _BrokenError
    if not open_ended:
        return lines.replace(b"\n+", b"\n")[1:]
    # Not splitlines, which would break at a carriage return too.
    whole = body.split(b"\n")[:-1]
    return b"".join(x[1:] + (b"\n" if x[:1] == b"+" else b"") for x in whole)


def _done(reading: _Reading, probe: str) -> None:
    if probe in reading.items:
        raise _BrokenError
    reading.items[probe] = tuple(reading.pending.pop(probe, ()))


def _end(reading: _Reading, text: bytes, line: bytes) -> None:
    """Check the trailer `end COUNT KIND DIGEST…` against all that came before."""
    words = line.split()
    if len(words) < _END_WORDS or not words[1].isdigit():
        raise _BrokenError
    if int(words[1]) != reading.count or reading.pending:
        raise _BrokenError
    match words[2]:
        case b"sha256":
            sound = words[3:4] == [hashlib.sha256(text).hexdigest().encode()]
        case b"cksum":
            sound = words[3:5] == [str(cksum(text)).encode(), str(len(text)).encode()]
        case b"none":
            sound = True
        case _:
            sound = False
    if not sound:
        raise _BrokenError
    lacks = "lacks" in reading.header
    reading.cut = Reason.MISSING_TOOL if lacks else None


def cksum(data: bytes) -> int:
    """The checksum of POSIX cksum: CRC-32 without reflection, length appended."""
    length = len(data)
    tail = bytearray()
    while length:
        tail.append(length & 0xFF)
        length >>= 8
    crc = 0
    for byte in data + tail:
        crc = (crc << 8 & 0xFFFFFFFF) ^ _TABLE[crc >> 24 ^ byte]
    return crc ^ 0xFFFFFFFF


def _row(value: int) -> int:
    value <<= 24
    for _ in range(8):
        value = value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF


_TABLE = tuple(_row(i) for i in range(256))


def _cost(text: bytes, header: dict[str, str]) -> dict[str, str]:
    """CPU and wall seconds, by the shell's `times` and the host's clock."""
    spent = sum(int(m) * 60 + float(s) for m, s in _TIMES.findall(text[:1000]))
    begun, finished = _number(header.get("clock")), _number(header.get("finished"))
    wall = finished - begun if finished is not None and begun is not None else 0.0
    return {"cpu_s": f"{spent:.2f}", "wall_s": f"{max(wall, 0.0):.0f}"}


def _number(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() else None


def _shown(text: bytes) -> str:
    return text[:_HEAD_LENGTH].decode("utf-8", "replace")
