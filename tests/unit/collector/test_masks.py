import random
import shutil
import subprocess
from pathlib import Path

import pytest

from audit4.collector import masks, script

N = "f" * 32

SECRETS = [
    ("me:$6$SALTCANARY$CANARYxx:1900:0:999:7:::", "me:$6$***:1900:0:999:7:::"),
    ("an:!$y$j9T$CANARY$CANARYxxxx:1:::::", "an:!$y$***:1:::::"),
    ("b:CANARYabcdefg:1:0:9:7:::", "b:***:1:0:9:7:::"),
    ("b:_CANARYabcdefghijklm:1:0:9:7:::", "b:_***:1:0:9:7:::"),
    ("b:CANARY:1:0:9:7:::", "b:?***:1:0:9:7:::"),
    ("b:CANARYabcdefg:1:1::/:/bin/sh", "b:***:1:1::/:/bin/sh"),
    ("wheel:CANARYabcdefg::an", "wheel:***::an"),
    ("{SSHA}CANARYabc==", "{SSHA}***"),
    ("password_pbkdf2 root grub.pbkdf2.sha512.10000.CA", "password_pbkdf2 ***"),
    ("x grub.pbkdf2.sha512.10000.CA.FE", "x grub.pbkdf2.sha512.***"),
    ("password = CANARY and more", "password = ***"),
    ('api_token: "CANARY \\" x" # y', 'api_token: "***" # y'),
    ('{"password":"CANARY","user":"me"}', '{"password":"***","user":"me"}'),
    ("export DB_PASSWORD='CANARY'", "export DB_PASSWORD='***'"),
    ('Environment="DB_PASS=CANARY too" "B=2"', 'Environment="DB_PASS=***" "B=2"'),
    ("* * * * * root PGPASSWORD=CANARY psql", "* * * * * root PGPASSWORD=*** psql"),
    ("/usr/bin/x --password CANARY -v", "/usr/bin/x --password *** -v"),
    ("/usr/bin/x --token=CANARY -v", "/usr/bin/x --token=*** -v"),
    ("mysql -uroot -pCANARY db", "mysql -uroot -p*** db"),
    ("curl -u me:CANARY http://x/", "curl -u me:*** http://x/"),
    ("deb https://me:CANARY@repo/ x", "deb https://me:***@repo/ x"),
    ("//s/x /m cifs user=u,password=CANARY,nosuid 0 0", None),
    ("rocommunity CANARY 10.0.0.0/8", "rocommunity *** 10.0.0.0/8"),
    ("com2sec local default CANARY", "com2sec local default ***"),
    ("createUser me SHA CANARY AES CANARY", "createUser me ***"),
    ("machine h login me password CANARY", "machine h login me password ***"),
    ("Authorization: Bearer CANARYabcdefghijk", "Authorization: Bearer ***"),
    ("<password>CANARY</password>", "<password>***</password>"),
    ("psk=CANARY", "psk=***"),
    ("PrivateKey = CANARY", "PrivateKey = ***"),
    ("bindpw CANARY", "bindpw ***"),
    ("net.ipv6.conf.all.stable_secret = fe80::1", None),
    ("admin_password=123456", "admin_password=***"),
    ("PASSWORD:=CANARY", "PASSWORD:=***"),
    ("password => 'CANARY'", "password => '***'"),
    ("ghp_CANARYabcdefghijklmnop", "ghp_***"),
]  # fmt: skip

HARMLESS = [
    "root:!:19000:0:99999:7:::",
    "root:*:19000:0:99999:7:::",
    "root:!!:19000:0:99999:7:::",
    "root::19000:0:99999:7:::",
    "root:x:0:0:root:/root:/bin/bash",
    "keyuser:x:1:1:password=mine:/home/k:/bin/sh",
    "tokens:x:1000:key,secret",
    "PasswordAuthentication no",
    "passwordauthentication yes",
    "permitemptypasswords no",
    "PASS_MAX_DAYS\t99",
    "PASS_MIN_LEN=14",
    "HostKey /etc/ssh/ssh_host_ed25519_key",
    "HostKey=/etc/ssh/ssh_host_ed25519_key",
    "authorizedkeysfile .ssh/authorized_keys",
    "hostkeyalgorithms ssh-ed25519,rsa-sha2-512",
    "pubkeyacceptedalgorithms=ssh-ed25519",
    "rekeylimit default none",
    "password\trequisite\tpam_pwquality.so retry=3 minlen=14 enforce_for_root",
    "password [success=1 default=ignore] pam_unix.so use_authtok yescrypt shadow",
    "password include system-auth",
    "-password optional pam_gnome_keyring.so use_authtok",
    "@include common-password",
    "auth required pam_unix.so try_first_pass nullok",
    "kernel.keys.maxkeys = 200",
    "kernel.randomize_va_space = 2",
    "passwd:         files systemd",
    "publickey: nisplus",
    "%sudo ALL=(ALL:ALL) NOPASSWD: ALL",
    "an ALL=(root) PASSWD: /usr/bin/apt",
    'audit4 ALL=(root) NOPASSWD: sha256:ab12 /usr/local/libexec/audit4-collect ""',
    "Defaults passwd_tries=3, passwd_timeout=5",
    "-w /etc/passwd -p wa -k identity",
    "-a always,exit -F path=/usr/bin/passwd -F perm=x -F key=privileged",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIkeypass me@key",
    "install ok installed\tpasswd\t1:4.13\tamd64",
    "systemd-ask-password-wall.path loaded active waiting",
    "rocommunity public",
    "Public-Key: (2048 bit)",
    "password_encryption = scram-sha-256",
    "validate_password.length=14",
    'StreamDriver.KeyFile="/etc/ssl/key.pem"',
    "gpgkey=https://mirror.example/key",
    "04755 0 0 f /usr/bin/passwd",
    "http://mirror.example:80/debian",
    "ssh://git@host.example/x",
    "password=",
    "log_target = $1$2",
]  # fmt: skip


@pytest.mark.parametrize(("line", "shown"), SECRETS)
def test_a_secret_is_masked(line: str, shown: str | None) -> None:
    masked = masks.mask(line.encode()).decode()

    assert "CANARY" not in masked
    assert masked == shown or shown is None
    assert masks.mask(masked.encode()).decode() == masked


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_speaks_of_secrets_stays(line: str) -> None:
    assert masks.mask(line.encode()).decode() == line


def test_options_beside_a_masked_one_stay() -> None:
    line = b"//s/x /m cifs user=u,password=CANARY,nosuid,nodev 0 0"

    assert masks.mask(line).endswith(b"password=***,nosuid,nodev 0 0")


def test_a_private_key_loses_its_body_and_nothing_else() -> None:
    text = (
        "before\n-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY\nCANARY==\n"
        "-----END OPENSSH PRIVATE KEY-----\n"
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nafter\n"
    )

    masked = masks.mask(text.encode()).decode()

    assert masked == (
        "before\n-----BEGIN OPENSSH PRIVATE KEY-----\n***\n"
        "-----END OPENSSH PRIVATE KEY-----\n"
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nafter\n"
    )


def test_a_private_key_on_one_line_loses_its_body() -> None:
    text = b'x "-----BEGIN PRIVATE KEY-----\\nCANARY\\n-----END PRIVATE KEY-----" y'

    assert masks.mask(text) == (
        b'x "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----" y'
    )


def test_a_false_key_in_a_full_name_hides_no_account() -> None:
    text = (
        b"an:x:1:1:-----BEGIN RSA PRIVATE KEY-----:/:/bin/sh\nevil:x:0:0::/:/bin/sh\n"
    )

    assert b"evil:x:0:0::/:/bin/sh\n" in masks.mask(text)


def test_a_line_too_long_to_search_is_masked_whole() -> None:
    assert masks.mask(b"key" * 10_000 + b"\nshort") == b"***\nshort"
    assert masks.mask(b"x" * 30_000) == b"x" * 30_000


def test_hostile_lines_cost_bounded_time() -> None:
    for line in (
        b"key=" * 4000,
        b"a" * 16_000 + b"key",
        b"eyj." * 4000,
        b"://@:" * 3000,
    ):
        masks.mask(line)


_WORDS = [
    *(w.encode() for line, _ in SECRETS for w in line.replace("=", " = ").split(" ")),
    *(w.encode() for line in HARMLESS for w in line.replace(":", " : ").split(" ")),
    b" ", b" ", b"\t", b"=", b":", b'"', b"'", b"\\", b",", b"\n", b"\n", b"***",
    b"-----BEGIN RSA PRIVATE KEY-----", b"-----END RSA PRIVATE KEY-----", b"\xc3\xa9",
]  # fmt: skip
_AWKS = [
    pytest.param(a, id=a[0], marks=pytest.mark.needs(a[0]))
    for a in (["awk"], ["busybox", "awk"])
]


@pytest.mark.parametrize("awk", _AWKS)
def test_awk_masks_as_python_does(awk: list[str]) -> None:
    rnd = random.Random(4)
    items = [line.encode() for line, _ in SECRETS] + [x.encode() for x in HARMLESS]
    items += [
        b" ".join(rnd.choices(_WORDS, k=rnd.randint(1, 9)))
        + b"".join(rnd.choices(_WORDS, k=rnd.randint(1, 12)))
        for _ in range(2000)
    ]

    shown = through_awk(awk, items)

    for item, seen in zip(items, shown, strict=True):
        assert seen.rstrip(b"\n") == masks.mask(item).rstrip(b"\n"), item


def through_awk(awk: list[str], items: list[bytes]) -> list[bytes]:
    text = script.awk_text()
    frames = [f"{N} none 50000000 1 0 0\n".encode()]
    for item in items:
        frames.append(f"{N} i p 1000000\nname\n{N} b\n".encode())
        frames.append(item + f"\n{N} e 0\n".encode())
    done = subprocess.run(
        [str(shutil.which(awk[0])), *awk[1:], text],
        input=b"".join(frames) + f"{N} z\n".encode(),
        capture_output=True,
        check=True,
        env={"LC_ALL": "C"},
        cwd=Path("/"),
    )
    parts = done.stdout.split(f"{N} item p ok - name\n".encode())[1:]
    return [body(part) for part in parts]


def body(part: bytes) -> bytes:
    lines = [x for x in part.split(b"\n") if x[:1] in (b"+", b"=")]
    return b"".join(x[1:] + (b"\n" if x[:1] == b"+" else b"") for x in lines)
