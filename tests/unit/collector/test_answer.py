import base64
import gzip
import hashlib
import zlib
from datetime import UTC, datetime

import pytest

from audit4.collector import Limits, read
from audit4.collector.answer import cksum
from audit4.evidence import Evidence, ItemStatus, Reason

N = "0123456789abcdef0123456789abcdef"
STARTED = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BODY = f"""{N} audit4 1 7 {"d" * 64}
{N} head clock 1795316400
{N} head euid 0
{N} head finished 1795316402
{N} item a.file ok - /etc/a
+one
+two
{N} done a.file
{N} item b.command failed 3 
=no newline
{N} done b.command
{N} item c.glob ok - /etc/c 1
+c
{N} item c.glob denied - /etc/c 2
{N} done c.glob
{N} done d.each
""".encode()  # noqa: W291 - an item may have no name


def trailer(body: bytes = BODY, count: int = 4) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    return f"{N} end {count} sha256 {digest}  -\n{N} cpu\n0m0.10s 0m0.20s\n".encode()


def framed(body: bytes = BODY, end: bytes | None = None) -> bytes:
    text = body + (trailer(body) if end is None else end)
    return f"\n{N}:answer\n".encode() + gzip.compress(text) + f"\n{N}:over\n".encode()


def got(raw: bytes, **limits: int) -> Evidence:
    return read(raw, N, started=STARTED, limits=Limits(**limits))


def test_a_whole_answer_becomes_evidence() -> None:
    seen = got(framed())

    assert seen.cut_short is None
    assert seen.collected_at == STARTED
    assert seen.privileged
    assert seen.clock == 1795316400.0
    assert seen.items["a.file"][0].content == "one\ntwo\n"
    assert (seen.items["b.command"][0].status, seen.items["b.command"][0].exit) == (
        ItemStatus.FAILED,
        3,
    )
    assert seen.items["b.command"][0].content == "no newline"
    assert [i.name for i in seen.items["c.glob"]] == ["/etc/c 1", "/etc/c 2"]
    assert seen.items["d.each"] == ()


def test_the_header_tells_edition_digest_and_cost() -> None:
    header = got(framed()).header

    assert header["edition"] == "7"
    assert header["digest"] == "d" * 64
    assert header["cpu_s"] == "0.30"
    assert header["wall_s"] == "2"
    assert header["bytes"] == str(len(framed()))


def test_noise_around_the_answer_changes_nothing() -> None:
    noisy = b"Chao mung!\n\x1f\x8b\x08 banner" + framed() + b"\nlogout\n"

    assert got(noisy).items == got(framed()).items


def test_an_unpacked_answer_is_read_too() -> None:
    plain = f"\n{N}:answer\n".encode() + BODY + trailer() + f"\n{N}:over\n".encode()

    assert got(plain).items == got(framed()).items
    assert got(plain.replace(b"\n", b"\r\n")).items == got(framed()).items


def test_base64_lines_of_a_terminal_are_read_too() -> None:
    lines = base64.encodebytes(framed()).replace(b"\n", b"\r\n")

    seen = got(b"Last login: today\r\n" + lines)

    assert seen.cut_short is None
    assert seen.items == got(framed()).items


@pytest.mark.parametrize("kept", range(0, len(BODY), 7))
def test_a_cut_answer_keeps_whole_probes_only(kept: int) -> None:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(BODY[:kept]) + packer.flush(zlib.Z_SYNC_FLUSH)

    seen = got(f"\n{N}:answer\n".encode() + packed)

    whole = got(framed()).items
    assert seen.cut_short is Reason.INTERRUPTED
    assert all(items == whole[probe] for probe, items in seen.items.items())
    assert len(seen.items) == BODY[:kept].count(b" done ") - (
        not BODY[:kept].endswith(b"\n")
        and b" done " in BODY[:kept].rpartition(b"\n")[2]
    )


@pytest.mark.parametrize("end", range(10, len(framed()), 9))
def test_any_cut_of_the_packed_answer_raises_nothing(end: int) -> None:
    seen = got(framed()[:end])

    whole = got(framed()).items
    assert all(items == whole[probe] for probe, items in seen.items.items())


def test_a_wrong_digest_makes_everything_untrusted() -> None:
    changed = framed(BODY.replace(b"+two", b"+ten"), trailer())

    seen = got(changed)

    assert seen.cut_short is Reason.UNPARSEABLE
    assert seen.items == {}


def test_a_wrong_count_makes_everything_untrusted() -> None:
    assert got(framed(end=trailer(count=3))).cut_short is Reason.UNPARSEABLE


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"sh: not found\n",
        b"\0\xff" * 100,
        framed().replace(N.encode(), b"f" * 32),
        f"\n{N}:answer\n{N} audit4 9 7 x\n".encode(),
        f"\n{N}:answer\n{N} audit4 1 7 x\nstray line\n{N} done a\n".encode(),
        f"\n{N}:answer\n{N} audit4 1 7 x\n{N} item a weird - x\n{N} done a\n".encode(),
        f"\n{N}:answer\n{N} audit4 1 7 x\n{N} item a.b ok one x\n{N} done a\n".encode(),
        f"\n{N}:answer\n{N} audit4 1 7 x\n{N} hello\n".encode(),
        f"\n{N}:answer\n{N} audit4 1 7 x\n{N} end many\n".encode(),
    ],
)
def test_garbage_is_unparseable_and_yields_nothing(raw: bytes) -> None:
    seen = got(raw)

    assert seen.cut_short is Reason.UNPARSEABLE
    assert seen.items == {}
    assert not seen.privileged


@pytest.mark.parametrize("after", [b"", b"\x1f\x8bgarbage", N.encode()[:9]])
def test_an_answer_cut_before_its_first_line_is_interrupted(after: bytes) -> None:
    seen = got(f"\n{N}:answer\n".encode() + after)

    assert seen.cut_short is Reason.INTERRUPTED
    assert seen.items == {}


def test_a_probe_that_comes_twice_is_not_believed() -> None:
    twice = BODY + f"{N} item a.file ok - /etc/a\n+x\n{N} done a.file\n".encode()

    assert got(framed(twice, trailer(twice, 5))).cut_short is Reason.UNPARSEABLE


def test_a_flood_of_headers_is_not_believed() -> None:
    flood = b"".join(f"{N} head k{n} v\n".encode() for n in range(100))
    first, rest = BODY.split(b"\n", 1)

    seen = got(framed(first + b"\n" + flood + rest))

    assert seen.cut_short is Reason.UNPARSEABLE


def test_a_gzip_bomb_is_cut_at_the_limit() -> None:
    bomb = f"{N} audit4 1 0 0\n{N} item a ok - x\n+".encode() + b"0" * 50_000_000

    seen = got(framed(bomb, b""), unpacked_bytes=1_000_000)

    assert seen.cut_short is Reason.TRUNCATED
    assert seen.items == {}


def test_too_many_packed_bytes_are_cut_at_the_limit() -> None:
    assert got(framed(), packed_bytes=200).cut_short is Reason.TRUNCATED


def test_too_many_items_are_cut_at_the_limit() -> None:
    seen = got(framed(), items=2)

    assert seen.cut_short is Reason.TRUNCATED
    assert set(seen.items) == {"a.file", "b.command"}


def test_an_item_that_is_too_large_is_truncated() -> None:
    seen = got(framed(), item_bytes=5)

    assert seen.items["a.file"][0].status is ItemStatus.TRUNCATED
    assert seen.items["a.file"][0].content == ""


def test_a_secret_that_the_host_left_is_masked() -> None:
    body = BODY.replace(b"+two", b"+password = hunter2")

    seen = got(framed(body))

    assert seen.items["a.file"][0].content == "one\npassword = ***\n"


def test_a_host_without_awk_says_what_it_lacks() -> None:
    text = f"{N} audit4 1 0 0\n{N} head lacks awk\n{N} end 0 none\n"

    seen = got(f"\n{N}:answer\n{text}".encode())

    assert seen.cut_short is Reason.MISSING_TOOL
    assert seen.header["lacks"] == "awk"


def test_cksum_is_that_of_posix() -> None:
    assert cksum(b"123456789") == 930766865
    assert cksum(b"") == 4294967295


def test_a_cksum_trailer_is_checked() -> None:
    def end(crc: int) -> bytes:
        return f"{N} end 4 cksum {crc} {len(BODY)}\n".encode()

    assert got(framed(end=end(cksum(BODY)))).cut_short is None
    assert got(framed(end=end(1))).cut_short is Reason.UNPARSEABLE


def test_a_nonce_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="32 hex"):
        read(b"", "x;reboot", started=STARTED)


def test_a_carriage_return_ends_no_line() -> None:
    body = BODY.replace(b"=no newline", b"+a\rb\n=no\r+newline")

    assert got(framed(body)).items["b.command"][0].content == "a\rb\nno\r+newline"


def test_a_line_that_no_item_may_hold_makes_everything_untrusted() -> None:
    body = BODY.replace(b"+two", b"two")

    assert got(framed(body)).cut_short is Reason.UNPARSEABLE
