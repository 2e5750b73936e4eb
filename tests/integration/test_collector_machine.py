"""The collector as root, on a throw-away copy of this machine (overlay, chroot)."""

import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit4.collector import access_script, build, nonce, read, unpinned_input
from audit4.evidence import (
    Command,
    Evidence,
    File,
    Find,
    Item,
    ItemStatus,
    Probe,
    Stat,
)

pytestmark = pytest.mark.needs("root", "namespaces", "unshare")

STARTED = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEYS = File(id="t.keys", path="~/.ssh/authorized_keys")
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeForThisTest someone"

_COPY = """
set -e
mount -t tmpfs -o mode=755 none "$1"
mkdir "$1/up" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" none "$1/root"
mount -t proc none "$1/root/proc"
mount --bind /dev "$1/root/dev"
chroot "$1/root" /bin/sh -c "$2"
if [ -e "$1/root/srv/mark" ]; then
  cd "$1/up" && find . -newer srv/mark ! -type d
fi
"""
_USERS = """
printf 'root:x:0:0:root:/root:/bin/sh
an:x:1001:1001::/home/an:/bin/sh
binh:x:1002:1002::/home/binh:/bin/sh
dan:x:1003:1003::/:/usr/sbin/nologin
' > /etc/passwd
printf 'root:$6$SALT$CANARYxxxxxxx:19000:0:99999:7:::\\n' > /etc/shadow
chmod 600 /etc/shadow
mount -t tmpfs -o mode=755 none /home; mount -t tmpfs -o mode=700 none /root
for n in 1:an 2:binh; do
  mkdir -p -m 750 /home/${n#*:}; mkdir /home/${n#*:}/.ssh
  chown -R 100${n%:*}:100${n%:*} /home/${n#*:}
done
"""

Machine = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    def on(commands: str, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        words = ["unshare", "--mount", "sh", "-c", _COPY, "sh", str(tmp_path), commands]
        return subprocess.run(
            words, input=sent, capture_output=True, check=False, timeout=120
        )

    return on


def collected(
    machine: Machine, probes: Sequence[Probe], setup: str, shell: str = "sh"
) -> Evidence:
    n = nonce()
    done = machine(f"{setup}\nexec {shell} -s", unpinned_input(build(probes), n))
    seen = read(done.stdout, n, started=STARTED)
    assert seen.cut_short is None, done.stderr
    return seen


def by_name(items: Sequence[Item]) -> dict[str, Item]:
    return {i.name: i for i in items}


def test_files_of_homes_come_under_their_own_paths(machine: Machine) -> None:
    setup = f"""{_USERS}
    echo 'ssh-ed25519 AAAA an' > /home/an/.ssh/authorized_keys
    echo 'ssh-ed25519 AAAA root' > /root/k; mkdir /root/.ssh
    mv /root/k /root/.ssh/authorized_keys
    """

    seen = collected(machine, [KEYS], setup)

    assert seen.files(KEYS) == {
        "/home/an/.ssh/authorized_keys": "ssh-ed25519 AAAA an\n",
        "/root/.ssh/authorized_keys": "ssh-ed25519 AAAA root\n",
    }


@pytest.mark.parametrize("drop", ["setpriv", "chroot", "none"])
def test_a_link_from_a_home_to_shadow_gives_nothing(
    machine: Machine, drop: str
) -> None:
    gone = {"setpriv": "", "chroot": "setpriv", "none": "setpriv chroot setuidgid"}
    setup = f"""{_USERS}
    ln -s /etc/shadow /home/an/.ssh/authorized_keys
    echo mine > /home/binh/.ssh/authorized_keys
    for t in {gone[drop]}; do
      rm -f /usr/bin/$t /usr/sbin/$t /bin/$t /sbin/$t
    done
    """
    seen = collected(machine, [KEYS], setup)

    found = by_name(seen.items["t.keys"])
    linked = found["/home/an/.ssh/authorized_keys"]
    assert linked.status in (ItemStatus.DENIED, ItemStatus.UNSAFE)
    assert linked.content == ""
    own = found["/home/binh/.ssh/authorized_keys"]
    assert own.status is (ItemStatus.UNSAFE if drop == "none" else ItemStatus.OK)


@pytest.mark.parametrize(
    "trap",
    [
        "mkfifo /home/an/.ssh/authorized_keys",
        "rmdir /home/an/.ssh; ln -s /root /home/an/.ssh; : > /root/authorized_keys",
        "mkdir /home/an/.ssh/authorized_keys",
        "ln -s /dev/zero /home/an/.ssh/authorized_keys",
        "mknod /home/an/.ssh/authorized_keys b 7 0",
        "ln -s authorized_keys /home/an/.ssh/authorized_keys",
    ],
)
def test_a_trap_in_a_home_holds_nothing_up(machine: Machine, trap: str) -> None:
    seen = collected(machine, [KEYS], f"{_USERS}\n{trap}\nchown -h an /home/an/.ssh/*")

    item = by_name(seen.items["t.keys"])["/home/an/.ssh/authorized_keys"]
    assert item.status in (ItemStatus.DENIED, ItemStatus.UNSAFE, ItemStatus.ABSENT)
    assert item.content == ""


def test_a_plain_path_below_a_home_is_read_with_its_owners_rights(
    machine: Machine,
) -> None:
    setup = f"""{_USERS}
    ln -s /etc/shadow /home/an/app.conf; echo x > /home/binh/app.conf
    chown -h an /home/an/app.conf
    mkdir -m 755 /etc/t; ln -s /home/an/app.conf /etc/t/link.conf
    ln -s /etc/hostname /home/an/hop; ln -s /home/an/hop /etc/t/hop.conf
    ln -s /etc/hostname /etc/t/plain.conf; echo me > /etc/hostname
    ln -s /etc /home/an/etc; ln -s /home/an/etc /etc/t/dir
    """
    probes = [
        File(id="t.glob", path="/home/*/app.conf"),
        File(id="t.link", path="/etc/t/*.conf"),
        File(id="t.dir", path="/etc/t/dir/shadow"),
    ]

    seen = collected(machine, probes, setup)

    found = by_name(seen.items["t.glob"])
    assert found["/home/an/app.conf"].status is ItemStatus.DENIED
    assert found["/home/binh/app.conf"].content == "x\n"
    links = by_name(seen.items["t.link"])
    assert links["/etc/t/plain.conf"].content == "me\n"
    assert links["/etc/t/hop.conf"].content == "me\n"
    assert links["/etc/t/link.conf"].status is ItemStatus.DENIED
    assert seen.items["t.dir"][0].status is ItemStatus.DENIED


def test_below_a_folder_that_all_may_write_no_link_is_followed(
    machine: Machine,
) -> None:
    setup = f"""{_USERS}
    mkdir -m 1777 /srv/open; echo x > /srv/open/plain; ln -s /etc/shadow /srv/open/link
    mkfifo /srv/open/fifo; mkdir /srv/open/sub; echo y > /srv/open/sub/deep
    mkdir /srv/hid; echo z > /srv/hid/file; ln -s /srv/hid /srv/open/way
    """
    probes = [
        File(id="t.open", path="/srv/open/*"),
        File(id="t.deep", path="/srv/open/sub/deep"),
    ]

    seen = collected(machine, probes, setup)

    found = by_name(seen.items["t.open"])
    assert found["/srv/open/plain"].content == "x\n"
    assert found["/srv/open/link"].content == ""
    assert (
        found["/srv/open/link"].status is not ItemStatus.OK
        or not found["/srv/open/link"].content
    )
    assert found["/srv/open/fifo"].status is ItemStatus.UNSAFE
    assert seen.items["t.deep"][0].content == "y\n"


def test_a_masked_setting_is_an_empty_file(machine: Machine) -> None:
    probe = File(id="t.masked", path="/etc/t.d/*")
    setup = "mkdir -m 755 /etc/t.d; ln -s /dev/null /etc/t.d/a.conf"

    assert collected(machine, [probe], setup).files(probe) == {"/etc/t.d/a.conf": ""}


def test_local_searches_stay_off_other_file_systems(machine: Machine) -> None:
    setup = f"""{_USERS}
    mkdir -p /srv/t/proc /srv/t/tmp; mount -t tmpfs none /srv/t/tmp
    mount -t proc none /srv/t/proc
    touch /srv/t/marked-here /srv/t/tmp/marked-too; chmod 4755 /srv/t/tmp/marked-too
    """
    names = ("-name", "marked-*")
    probes = [
        Find(id="t.local", roots=("@local",), predicate=("-xdev", *names)[1:]),
        Find(id="t.setuid", roots=("@local",), predicate=(*names, "-perm", "-4000")),
        Find(id="t.root", roots=("/srv/t",), predicate=names),
    ]

    seen = collected(machine, probes, setup)

    both = {"/srv/t/marked-here", "/srv/t/tmp/marked-too"}
    assert {x.split(" ", 4)[4] for x in lines(seen, "t.local")} >= both - {
        "/srv/t/marked-here"
    }
    assert lines(seen, "t.setuid") == ["4755 0 0 f /srv/t/tmp/marked-too"]
    assert lines(seen, "t.root") == ["0644 0 0 f /srv/t/marked-here"]


def lines(seen: Evidence, probe: str) -> list[str]:
    return seen.items[probe][0].content.splitlines()


MATCH = Command(id="t.match", argv=("echo", "{}"), each="sshd-match")


SHELLS = [
    pytest.param(s, marks=pytest.mark.needs(s.partition(" ")[0]))
    for s in ("dash", "bash", "busybox sh", "ksh")
]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_match_line_gets_a_connection_that_satisfies_it(
    machine: Machine, shell: str
) -> None:
    setup = f"""{_USERS}
    mkdir -p /etc/ssh/sshd_config.d
    printf 'ops:x:50:an,binh\\nempty:x:51:\\n' > /etc/group
    cat > /etc/ssh/sshd_config <<'.'
    Include /etc/ssh/sshd_config.d/*.conf
    PermitRootLogin no
    Match User backup,deploy Address 10.0.0.0/8,192.168.0.0/16
      PermitRootLogin yes
    match Address=172.16.*
    Match Group ops
    Match User "binh" Group ops
    Match Host *.example.vn LocalPort 2222
    Match LocalAddress 2001:db8::/32
    Match all
    Match User !root,*
    Match User !ro?t
    Match User ro*,!root
    Match Address !10.0.0.1,*
    Match Exec "/bin/true"
    Match Group empty
    Match User $(id)
    Match User a;b
.
    echo 'Match User included' > /etc/ssh/sshd_config.d/50.conf
    """

    seen = collected(machine, [MATCH], setup, shell)

    names = [i.name for i in seen.items["t.match"]]
    rest = "laddr=192.0.2.1,lport=22"
    far = f"addr=203.0.113.1,{rest}"
    assert names == [
        f"user=root,host=outside.example,{far}",
        f"user=an,host=outside.example,{far}",
        f"user=included,host=outside.example,{far}",
        f"user=backup,host=outside.example,addr=10.0.0.0,{rest}",
        f"user=root,host=outside.example,addr=172.16.1.1,{rest}",
        f"user=binh,host=outside.example,{far}",
        "user=root,host=x.example.vn,addr=203.0.113.1,laddr=192.0.2.1,lport=2222",
        "user=root,host=outside.example,addr=203.0.113.1,laddr=2001:db8::,lport=22",
        f"user=x,host=outside.example,{far}",
        f"user=rox,host=outside.example,{far}",
        "unsupported: Match Address !10.0.0.1,*",
        'unsupported: Match Exec "/bin/true"',
        "unsupported: Match Group empty",
        "unsupported: Match User $(id)",
        "unsupported: Match User a;b",
    ]
    assert seen.items["t.match"][0].content == names[0] + "\n"
    assert seen.items["t.match"][-1].status is ItemStatus.FAILED


def test_nothing_is_written_on_the_host(machine: Machine) -> None:
    probes = [
        KEYS,
        File(id="t.etc", path="/etc/*"),
        Stat(id="t.stat", paths=("/etc/*", "~/.ssh")),
        Command(id="t.ls", argv=("ls", "/")),
        Find(id="t.find", roots=("/etc",), predicate=("-type", "f")),
        MATCH,
    ]
    n = nonce()
    commands = f"""{_USERS}
    echo x > /home/an/.ssh/authorized_keys
    touch /srv/mark; sleep 0.05; sh -s; echo; echo WRITTEN"""

    done = machine(commands, unpinned_input(build(probes), n))

    assert read(done.stdout, n, started=STARTED).cut_short is None
    assert done.stdout.rpartition(b"WRITTEN\n")[2] == b""


@pytest.mark.needs("visudo", "sudo", "useradd")
def test_the_access_script_pins_the_collector(machine: Machine) -> None:
    script = build([KEYS])
    install, check, remove = (
        access_script(public_key=PUBLIC_KEY, script=script, action=action)
        for action in ("install", "check", "remove")
    )
    n = nonce()
    told = f"1 {n}"
    commands = f"""
    cat > /srv/all; cd /srv; csplit -s -f part all '/^#next$/' '{{*}}'
    for i in 0 1 2; do sed -i '/^#next$/d' part0$i; done
    sh part00 && sh part00; sh part01; echo "CHECK $?"
    asked='setpriv --reuid audit4 --regid audit4 --clear-groups sudo -n'
    echo '{told}' | $asked /usr/local/libexec/audit4-collect; echo "RUN $?"
    $asked /usr/local/libexec/audit4-collect x; echo "ARGUMENT $?"
    $asked /bin/true; echo "OTHER $?"
    ls -ln /etc/sudoers.d/audit4 /usr/local/libexec/audit4-collect
    echo '#' >> /usr/local/libexec/audit4-collect
    echo '{told}' | $asked /usr/local/libexec/audit4-collect; echo "ALTERED $?"
    sh part01; echo "CHECK-ALTERED $?"
    sh part02; id audit4; echo "ID $?"; ls /etc/sudoers.d /usr/local/libexec
    """

    done = machine(commands, "#next\n".join([install, check, remove]).encode())
    out = done.stdout.decode(errors="replace")

    assert "CHECK 0" in out, out + done.stderr.decode()
    assert "RUN 0" in out
    assert read(done.stdout, n, started=STARTED).header["digest"] == script.digest
    assert all(f"{what} 1" in out for what in ("ARGUMENT", "OTHER", "ALTERED"))
    assert "-r--r----- 1 0 0" in out
    assert "-rwxr-xr-x 1 0 0" in out
    assert "CHECK-ALTERED 1" in out
    assert "ID 1" in out.split("CHECK-ALTERED")[1]
    assert "audit4" not in out.rpartition("ID 1")[2]
