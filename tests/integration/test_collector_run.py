import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit4.collector import build, nonce, read, unpinned_input
from audit4.evidence import (
    Command,
    Evidence,
    File,
    Find,
    Item,
    ItemStatus,
    Probe,
    Reason,
    Stat,
)

STARTED = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FIXED_PATH = "PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"
SHELLS = [
    pytest.param(words, id=words[0], marks=pytest.mark.needs(words[0]))
    for words in (["dash"], ["bash"], ["busybox", "sh"], ["ksh"])
]


def collect(
    probes: Sequence[Probe], shell: Sequence[str] = ("sh",), path: Path | None = None
) -> Evidence:
    """Run the collector here; `path` stands in for its fixed PATH."""
    n = nonce()
    sent = unpinned_input(build(probes), n).decode()
    if path:
        sent = sent.replace(FIXED_PATH, f"PATH={path}")
    words = [str(shutil.which(shell[0])), *shell[1:], "-s"]
    done = subprocess.run(words, input=sent.encode(), capture_output=True, check=False)
    return read(done.stdout, n, started=STARTED)


def file(path: object, most: int = 65536) -> File:
    return File(id="t.file", path=str(path), max_bytes=most, needs_root=False)


def command(*argv: str, seconds: int = 10, most: int = 4096) -> Command:
    return Command(
        id="t.command", argv=argv, seconds=seconds, max_bytes=most, needs_root=False
    )


def find(root: object, *predicate: str, limit: int = 100) -> Find:
    return Find(
        id="t.find",
        roots=(str(root),),
        predicate=predicate,
        limit=limit,
        needs_root=False,
    )


def only(seen: Evidence) -> Item:
    ((item,),) = seen.items.values()
    return item


def tools(folder: Path, *names: str, busybox: Sequence[str] = ()) -> Path:
    """A folder with these tools of this machine, and some of busybox."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(str(shutil.which(name)))
    for name in busybox:
        (folder / name).symlink_to(str(shutil.which("busybox")))
    return folder


ALL_TOOLS = (
    "awk",
    "tr",
    "id",
    "uname",
    "date",
    "find",
    "head",
    "stat",
    "dd",
    "ls",
    "true",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "plain").write_text("one\ntwo\n")
    (tree / "open end").write_text("one\ntwo")
    (tree / "empty").write_text("")
    (tree / "newlines").write_text("\n\n\n")
    (tree / "odd \\ 'name'\n$(id)").write_text("odd\n")
    (tree / "binary").write_bytes(bytes(range(256)) * 3)
    (tree / "link").symlink_to("plain")
    (tree / "dangling").symlink_to("nowhere")
    (tree / "folder").mkdir()
    os.mkfifo(tree / "fifo")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tree / "socket"))
    return tree


def probes_of(tree: Path) -> list[Probe]:
    return [
        file(f"{tree}/*"),
        File(id="t.one", path=f"{tree}/plain", needs_root=False),
        File(id="t.none", path=f"{tree}/none/at/all", needs_root=False),
        File(id="t.noglob", path=f"{tree}/none/*.conf", needs_root=False),
        Stat(id="t.stat", paths=(f"{tree}/*", f"{tree}/none"), needs_root=False),
        command("printf", r"a\nb 'c' $d \\ %s", "{}"),
        Command(id="t.exit", argv=("sh", "-c", "echo x; exit 3"), needs_root=False),
        Command(id="t.absent", argv=("no-such-tool",), needs_root=False),
        find(tree, "-type", "f"),
        Find(
            id="t.links",
            roots=(str(tree),),
            predicate=("-type", "l", "-o", "-name", "pl*"),
            needs_root=False,
        ),
    ]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gives_the_same_answer(shell: list[str], tree: Path) -> None:
    seen = collect(probes_of(tree), shell)

    assert seen.cut_short is None
    assert dict(seen.items) == dict(collect(probes_of(tree)).items)
    assert {i.probe: i.status for i in seen.items["t.file"]}


def test_files_come_as_they_are(tree: Path) -> None:
    found = {i.name: i for i in collect([file(f"{tree}/*")]).items["t.file"]}

    assert found[f"{tree}/plain"].content == "one\ntwo\n"
    assert found[f"{tree}/open end"].content == "one\ntwo"
    assert found[f"{tree}/empty"].content == ""
    assert found[f"{tree}/newlines"].content == "\n\n\n"
    assert found[f"{tree}/odd \\134 'name'\\012$(id)"].status in (
        ItemStatus.OK,
        ItemStatus.UNSAFE,
    )
    assert found[f"{tree}/fifo"].status is ItemStatus.UNSAFE
    assert found[f"{tree}/socket"].status is ItemStatus.UNSAFE
    assert found[f"{tree}/dangling"].status is ItemStatus.ABSENT
    assert f"{tree}/folder" not in found


def test_binary_content_comes_through_whole(tree: Path) -> None:
    item = only(collect([file(tree / "binary")]))

    assert item.status is ItemStatus.OK
    assert len(item.content) == 768
    assert item.content[:128] == "�" + bytes(range(1, 128)).decode()


def test_stat_says_mode_owner_type_and_target(tree: Path) -> None:
    (tree / "plain").chmod(0o640)
    probe = Stat(id="t.stat", paths=(f"{tree}/*", f"{tree}/none"), needs_root=False)

    stats = collect([probe]).stats(probe)

    assert stats[f"{tree}/plain"].mode == 0o640
    assert stats[f"{tree}/plain"].uid == os.getuid()
    assert stats[f"{tree}/link"].target == "plain"
    assert stats[f"{tree}/fifo"].kind == "p"
    assert f"{tree}/none" not in stats


def test_size_and_time_come_only_where_they_are_asked_for(tree: Path) -> None:
    os.utime(tree / "plain", (0, 1_700_000_000))
    paths = (f"{tree}/plain",)
    plain = Stat(id="t.plain", paths=paths, needs_root=False)
    dated = Stat(id="t.dated", paths=paths, needs_root=False, dated=True)

    seen = collect([plain, dated])

    assert seen.items["t.plain"][0].content.split()[4:] == ["-", "-"]
    stat = seen.dated_stats(dated)[f"{tree}/plain"]
    assert (stat.size, stat.mtime) == (8, 1_700_000_000)


@pytest.mark.needs("busybox")
def test_a_host_without_gnu_tools_gives_the_same(tree: Path, tmp_path: Path) -> None:
    names = (*ALL_TOOLS, "sh", "printf", "sha256sum", "gzip", "timeout", "readlink")
    box = tools(tmp_path / "box", busybox=names)
    # Below /tmp, root follows no path that it cannot open without following links.
    probes = [p for p in probes_of(tree) if p.id not in ("t.file", "t.one")]
    probes.append(File(id="t.release", path="/etc/os-release", needs_root=False))
    paths = (f"{tree}/*",)
    probes.append(Stat(id="t.dated", paths=paths, needs_root=False, dated=True))

    seen, usual = collect(probes, path=box), collect(probes)

    strange = "\\012"
    assert seen.cut_short is None
    for probe in probes:
        if isinstance(probe, Find):
            lines = [only_lines(e, probe.id) for e in (seen, usual)]
            assert lines[0] == [x for x in lines[1] if strange not in x]
        else:
            assert seen.items[probe.id] == usual.items[probe.id]


def only_lines(seen: Evidence, probe: str) -> list[str]:
    return sorted(seen.items[probe][0].content.splitlines())


@pytest.mark.parametrize(
    "lacking", ["gzip", "timeout", "sha256sum", "gzip timeout sha256sum", "nice"]
)
def test_a_missing_tool_of_comfort_changes_no_evidence(
    lacking: str, tree: Path, tmp_path: Path
) -> None:
    names = {*ALL_TOOLS, "sh", "printf", "cksum", "cat", "gzip", "timeout", "sleep"}
    names |= {"sha256sum", "readlink"}
    box = tools(tmp_path / "box", *(names - set(lacking.split())))

    seen = collect(probes_of(tree), path=box)

    assert seen.cut_short is None
    assert dict(seen.items) == dict(collect(probes_of(tree)).items)


@pytest.mark.parametrize("lacking", ["awk", "tr"])
def test_without_the_means_to_mask_nothing_is_sent(
    lacking: str, tree: Path, tmp_path: Path
) -> None:
    box = tools(tmp_path / "box", *(set(ALL_TOOLS) - {lacking}))

    seen = collect(probes_of(tree), path=box)

    assert seen.cut_short is Reason.MISSING_TOOL
    assert seen.items == {}


@pytest.mark.parametrize("with_timeout", [True, False])
def test_a_command_that_hangs_is_ended(tmp_path: Path, *, with_timeout: bool) -> None:
    names = {*ALL_TOOLS, "sleep", "gzip", "sha256sum", "timeout"}
    box = tools(tmp_path / "box", *(names - ({"timeout"} - {"timeout" * with_timeout})))
    begun = time.monotonic()

    seen = collect([command("sleep", "30", seconds=1)], path=box)

    assert only(seen).status is ItemStatus.TIMEOUT
    assert time.monotonic() - begun < 10


def test_output_over_its_limit_is_truncated_at_a_line() -> None:
    item = only(collect([command("seq", "1", "9999", most=100)]))

    assert item.status is ItemStatus.TRUNCATED
    assert item.content.splitlines() == [str(n) for n in range(1, 37)]


def test_a_line_of_ten_megabytes_is_truncated(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"password=" + b"x" * 10_000_000)

    item = only(collect([file(tmp_path / "long")]))

    assert (item.status, item.content) == (ItemStatus.TRUNCATED, "")


def test_a_line_too_long_to_mask_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"a\n" + b"x" * 20_000 + b" password=secret\nb\n")

    item = only(collect([file(tmp_path / "long")]))

    assert (item.status, item.content) == (ItemStatus.TRUNCATED, "a\n")


def test_a_search_over_its_limit_is_truncated(tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / f"{n}").touch()

    item = only(collect([find(tmp_path, "-type", "f", limit=7)]))

    assert item.status is ItemStatus.TRUNCATED
    assert len(item.content.splitlines()) == 7


def test_what_one_search_prunes_another_still_finds(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "hit").touch()
    (tmp_path / "in" / "hit").chmod(0o644)
    prune = ("!", "(", "-name", "in", "-prune", ")", "-name", "hit")
    probes = [
        find(tmp_path, "-name", "hit"),
        Find(id="t.pruned", roots=(str(tmp_path),), predicate=prune, needs_root=False),
    ]

    seen = collect(probes)

    assert only_lines(seen, "t.find") == [
        f"0644 {os.getuid()} {os.getgid()} f {tmp_path}/in/hit"
    ]
    assert only_lines(seen, "t.pruned") == []


def test_no_name_or_content_can_imitate_a_frame(tmp_path: Path) -> None:
    n = nonce()
    (tmp_path / f"a\n{n} done t.file\n0 0 0 f x").write_text(f"\n{n} end 0 none\n+b\n")
    (tmp_path / "b").symlink_to(f"x\n0777 0 0 f 1 1 {tmp_path}/etc\n")
    probes = [
        find(tmp_path, "-type", "f"),
        Stat(id="t.stat", paths=(f"{tmp_path}/*",), needs_root=False),
    ]

    seen = collect(probes)

    assert seen.cut_short is None
    assert len(seen.items["t.find"][0].content.splitlines()) == 1
    assert len(seen.items["t.stat"]) == 2
    assert all("\n" not in i.name for i in seen.items["t.stat"])


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_that_was_cut_off_runs_nothing(
    shell: list[str], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    probe = Command(id="t.touch", argv=("touch", str(mark)), needs_root=False)
    sent = unpinned_input(build([probe]), nonce())
    words = [str(shutil.which(shell[0])), *shell[1:], "-s"]

    for end in (*range(0, len(sent) - 60, 997), *range(len(sent) - 60, len(sent) - 1)):
        done = subprocess.run(
            words, input=sent[:end], capture_output=True, check=False, cwd=tmp_path
        )
        assert b":answer" not in done.stdout or end == len(sent) - 1
    assert not mark.exists()


def test_a_script_with_wrong_inputs_runs_nothing(tmp_path: Path) -> None:
    text = build([file(tmp_path)]).text

    for words in ("", "1", "1 x", "1 $(id)", "2 " + "0" * 32, "1 " + "0" * 32 + " x"):
        sent = f"set -- {words}\n{text}" if words else text
        done = subprocess.run(
            ["sh", "-s"], input=sent.encode(), capture_output=True, check=False
        )
        assert done.stdout == b"", words


def test_an_installed_script_reads_its_inputs(tmp_path: Path) -> None:
    script = build([command("echo", "hello")])
    installed = tmp_path / "collect"
    installed.write_text(script.text)
    n = nonce()

    done = subprocess.run(
        ["sh", str(installed)],
        input=f"1 {n}\n".encode(),
        capture_output=True,
        check=False,
    )

    seen = read(done.stdout, n, started=STARTED)
    assert only(seen).content == "hello\n"
    assert seen.header["digest"] == script.digest


def test_a_vietnamese_locale_and_odd_environment_change_nothing(tree: Path) -> None:
    n = nonce()
    odd = {
        **os.environ,
        "LC_ALL": "vi_VN.UTF-8",
        "LANG": "vi_VN.UTF-8",
        "IFS": "a",
        "PATH": "/nowhere",
        "CDPATH": "/usr",
        "POSIXLY_CORRECT": "1",
        "GREP_OPTIONS": "-v",
        "TZ": "Asia/Ho_Chi_Minh",
    }
    done = subprocess.run(
        [str(shutil.which("sh")), "-s"],
        input=unpinned_input(build(probes_of(tree)), n),
        capture_output=True,
        check=False,
        env=odd,
    )

    seen = read(done.stdout, n, started=STARTED)

    assert dict(seen.items) == dict(collect(probes_of(tree)).items)


def test_nothing_in_the_arguments_tells_the_nonce() -> None:
    n = nonce()
    shown = command(
        "sh", "-c", "cat /proc/[0-9]*/cmdline /proc/self/environ", most=10**6
    )
    script = unpinned_input(build([shown]), n)

    done = subprocess.run(["sh", "-s"], input=script, capture_output=True, check=False)

    item = only(read(done.stdout, n, started=STARTED))
    assert item.status in (ItemStatus.OK, ItemStatus.FAILED, ItemStatus.TRUNCATED)
    assert n not in item.content


def test_secrets_do_not_leave_the_host(tmp_path: Path) -> None:
    (tmp_path / "f").write_text(
        "root:$6$SALTCANARY$HASHCANARYxxxxx:1:0:9:7:::\n"
        "DB_PASSWORD=PASSCANARY\n"
        "-----BEGIN RSA PRIVATE KEY-----\nPEMCANARY\n-----END RSA PRIVATE KEY-----\n"
        "url http://me:URLCANARY@x/\n"
    )
    n = nonce()
    sent = unpinned_input(build([file(tmp_path / "f")]), n).decode()
    sent = sent.replace("tool gzip &&", "false &&")

    done = subprocess.run(
        ["sh", "-s"], input=sent.encode(), capture_output=True, check=False
    )

    assert b"CANARY" not in done.stdout
    assert b"root:$6$***:1:" in done.stdout


@pytest.mark.needs("root", "setpriv")
def test_what_may_not_be_read_is_denied_and_never_absent(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    (shut / "deep").mkdir(parents=True)
    (shut / "deep" / "file").touch()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o600)
    shut.chmod(0o700)
    for above in (tmp_path, *tmp_path.parents):
        if not above.stat().st_mode & 1:
            above.chmod(0o711)
    paths = {
        "t.deep": f"{shut}/deep/file",
        "t.glob": f"{shut}/*.conf",
        "t.inner": f"{tmp_path}/*/deep/*",
        "t.own": f"{tmp_path}/secret",
        "t.gone": f"{tmp_path}/gone",
    }
    probes = [File(id=i, path=p, needs_root=False) for i, p in paths.items()]
    drop = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh")

    seen = collect([*probes, File(id="t.root", path=f"{tmp_path}/gone")], drop)

    assert not seen.privileged
    assert seen.items["t.deep"][0].status is ItemStatus.DENIED
    assert seen.items["t.glob"][0].status is ItemStatus.DENIED
    assert seen.items["t.inner"][0].status is ItemStatus.DENIED
    assert seen.items["t.own"][0].status is ItemStatus.DENIED
    assert seen.items["t.gone"][0].status is ItemStatus.ABSENT
    assert seen.items["t.root"][0].status is ItemStatus.DENIED
