import pytest

from audit4.transport.base import Failure, HostKey, Target, clean
from audit4.transport.kinds import MEANINGS, Kind, Stage


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_its_way_out_in_both_languages_on_one_line(kind: Kind) -> None:
    meaning = MEANINGS[kind]

    for words in (meaning.way_out.vi, meaning.way_out.en):
        assert words.endswith(".")
        assert "\n" not in words
        assert "  " not in words
    assert meaning.way_out.vi != meaning.way_out.en


@pytest.mark.parametrize("kind", [k for k in Kind if MEANINGS[k].retriable])
def test_nothing_that_a_host_saw_as_an_attempt_is_retriable(kind: Kind) -> None:
    assert MEANINGS[kind].stage in {Stage.CONNECT, Stage.COLLECT}


def test_a_detail_from_a_host_is_one_bounded_line_without_control_characters() -> None:
    failure = Failure(Kind.NO_SHELL, "\x1b[2Jxấu\r\n\x07\u202e" + "a" * 5000)

    assert failure.detail.startswith("[2Jxấu aaa")
    assert len(failure.detail) <= 300
    assert str(failure).isprintable()


def test_clean_keeps_what_a_person_can_read() -> None:
    assert clean(" Từ  chối\n\ttruy cập ") == "Từ chối truy cập"


def test_a_fingerprint_is_written_as_ssh_keygen_writes_it() -> None:
    key = HostKey(
        "ssh-ed25519",
        "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
    )

    # GitHub's published key and fingerprint.
    assert key.fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (Target(address="10.0.0.5"), "10.0.0.5"),
        (Target(address="10.0.0.5", port=2222), "[10.0.0.5]:2222"),
        (Target(address="10.0.0.5", port=2222, host_key_alias="a/b/c"), "a/b/c"),
    ],
)
def test_a_host_key_is_kept_under_the_name_that_ssh_would_use(
    target: Target, name: str
) -> None:
    assert target.key_name == name
