import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.server_literals import DEBIAN12, servers

CHECK = "layer1_onsite.server_open"


def redis(seen: Evidence) -> Verdict:
    guarded = {"requirepass": ["set"], "protected-mode": ["yes"]}
    return judge(CHECK, seen, product="redis", address="bind", guarded=guarded)


def docker(seen: Evidence) -> Verdict:
    return judge(
        CHECK, seen, product="docker", address="hosts", guarded={"tlsverify": ["true"]}
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("bind 127.0.0.1 -::1\nprotected-mode no", Status.PASS),
        ("bind 0.0.0.0\nprotected-mode no", Status.FAIL),
        ("protected-mode no", Status.FAIL),
        ("bind 0.0.0.0\nprotected-mode yes", Status.PASS),
        ("bind 10.0.0.5\nprotected-mode no\nrequirepass", Status.PASS),
        ("bind 10.0.0.5\nprotected-mode no\nnopass", Status.FAIL),
        ("protected-mode no\nuser default on nopass ~* +@all", Status.FAIL),
        ("protected-mode no\nuser default on * ~* +@all", Status.PASS),
        ("protected-mode no\nuser default off", Status.PASS),
    ],
)
def test_redis_asks_whoever_comes_from_outside(text: str, status: Status) -> None:
    assert redis(servers("redis", files={"/etc/redis.conf": text})).status is status


def test_what_debian_ships_passes() -> None:
    assert redis(servers("redis", text=DEBIAN12)).status is Status.PASS


# From the maker's manual: no Docker on the systems that boot here.
@pytest.mark.parametrize(
    ("daemon", "status"),
    [
        ("{}", Status.PASS),
        ('{"hosts": ["unix:///var/run/docker.sock"]}', Status.PASS),
        ('{"hosts": ["fd://", "tcp://0.0.0.0:2375"]}', Status.FAIL),
        ('{"hosts": ["tcp://127.0.0.1:2375"]}', Status.PASS),
        ('{"hosts": ["tcp://[::1]:2375"]}', Status.PASS),
        ('{"hosts": ["tcp://0.0.0.0:2376"], "tlsverify": true}', Status.PASS),
        ('{"hosts": ["tcp://0.0.0.0:2376"], "tls": true}', Status.FAIL),
    ],
)
def test_docker_asks_for_a_clients_certificate(daemon: str, status: Status) -> None:
    seen = servers("docker", own={"/etc/docker/daemon.json": daemon})

    assert docker(seen).status is status


def test_a_drop_in_opens_docker() -> None:
    files = {
        "/usr/lib/systemd/system/docker.service": "ExecStart=/usr/bin/dockerd -H fd://",
        "/etc/systemd/system/docker.service.d/o.conf": (
            "ExecStart=\nExecStart=/usr/bin/dockerd -H tcp://0.0.0.0:2375"
        ),
    }

    verdict = docker(servers("docker", files=files))

    assert verdict.status is Status.FAIL
    assert "tcp://0.0.0.0:2375" in verdict.items[0]


def test_no_redis_is_not_applicable() -> None:
    assert redis(servers()).reason is Exempt.NOT_INSTALLED


def test_a_redis_whose_file_nobody_found_is_unknown() -> None:
    assert redis(servers("redis")).reason is Reason.NOT_COLLECTED


def test_what_was_cut_off_is_unknown() -> None:
    seen = servers("redis", text=ItemStatus.TRUNCATED)

    assert redis(seen).reason is Reason.TRUNCATED
