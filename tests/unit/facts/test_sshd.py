import pytest

from audit4.evidence import Command, ItemStatus, Probe, Reason, Undetermined
from audit4.facts import sshd
from audit4.facts.sshd import SSHD
from audit4.testing import Raw, evidence
from tests.checks.layer1_onsite.literals import FAILED, captured, sshd_text

WAYS = (sshd.EFFECTIVE, sshd.NEUTRAL, sshd.PARSED)


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_what_debian_answers(system: str) -> None:
    seen = evidence(
        {
            sshd.EFFECTIVE: captured(system, sshd.EFFECTIVE),
            sshd.NEUTRAL: FAILED,
            sshd.PARSED: FAILED,
            sshd.MATCHED: [],
            sshd.MATCHED_PARSED: [],
        }
    )

    found = seen.fact(SSHD)

    assert found.value("PermitRootLogin") == "prohibit-password"
    assert found.value("kbdinteractiveauthentication") == "no"
    assert "aes256-ctr" in found.scopes[0].values("ciphers")
    assert "ssh-ed25519" in found.scopes[0].values("pubkeyacceptedalgorithms")
    assert found.scopes[0].options["listenaddress"] == ("[::]:22", "0.0.0.0:22")


@pytest.mark.parametrize("probe", [sshd.NEUTRAL, sshd.PARSED])
def test_another_way_of_asking_answers_where_the_first_fails(
    probe: Command,
) -> None:
    probes: dict[Probe, Raw] = dict.fromkeys(WAYS, FAILED)
    seen = evidence(
        {
            **probes,
            probe: sshd_text(permitrootlogin="no"),
            sshd.MATCHED: {"user=a": FAILED},
            sshd.MATCHED_PARSED: {"user=a": sshd_text(permitrootlogin="yes")},
        }
    )

    found = seen.fact(SSHD)

    assert [s.value("permitrootlogin") for s in found.scopes] == ["no", "yes"]
    assert found.unclear == ()


def test_no_answer_at_all_is_undetermined() -> None:
    probes: dict[Probe, Raw] = dict.fromkeys(WAYS, FAILED)
    seen = evidence({**probes, sshd.MATCHED: [], sshd.MATCHED_PARSED: []})

    with pytest.raises(Undetermined) as caught:
        seen.fact(SSHD)

    assert caught.value.reason is Reason.UNPARSEABLE


def test_a_sample_that_fails_is_kept_as_unclear() -> None:
    seen = evidence(
        {
            sshd.EFFECTIVE: sshd_text(),
            sshd.NEUTRAL: FAILED,
            sshd.PARSED: FAILED,
            sshd.MATCHED: {"unsupported: Match exec /x": FAILED, "user=b": "garbage"},
            sshd.MATCHED_PARSED: [],
        }
    )

    found = seen.fact(SSHD)

    assert [reason for reason, _ in found.unclear] == [Reason.UNPARSEABLE] * 2
    assert len(found.scopes) == 1


def test_no_binary_is_not_installed() -> None:
    probes = dict.fromkeys(SSHD.probes, ItemStatus.ABSENT)

    assert not evidence(dict(probes)).fact(SSHD).installed


# As RHEL 8's opensshserver.config and sysconfig have it, shortened, and Debian's.
POLICY = "CRYPTO_POLICY='-oCiphers=aes256-ctr,aes128-cbc -oMACs=hmac-sha2-256'\n"


@pytest.mark.parametrize(
    ("files", "ciphers"),
    [
        ({sshd.CRYPTO_POLICY: POLICY}, "aes256-ctr,aes128-cbc"),
        ({sshd.CRYPTO_POLICY: POLICY, sshd.SYSCONFIG: "CRYPTO_POLICY=\n"}, None),
        ({sshd.CRYPTO_POLICY: "Ciphers aes128-cbc\n"}, None),
        (
            {sshd.CRYPTO_POLICY: POLICY, sshd.SYSCONFIG: 'OPTIONS="-oCiphers=a -u0"\n'},
            "a",
        ),
        ({sshd.DEFAULTS: 'SSHD_OPTS="-o Ciphers=b"\n'}, "b"),
        ({sshd.DEFAULTS: '#SSHD_OPTS="-o Ciphers=b"\n'}, None),
    ],
)
def test_the_command_line_of_the_service_overrides_the_files(
    files: dict[Probe, Raw], ciphers: str | None
) -> None:
    own = sshd_text(ciphers="own")
    told: dict[Probe, Raw] = dict.fromkeys(
        (sshd.SYSCONFIG, sshd.DEFAULTS, sshd.CRYPTO_POLICY), ItemStatus.ABSENT
    )
    seen = evidence(
        {
            **dict.fromkeys(WAYS, own),
            sshd.MATCHED: {"user=a": own, "user=b": sshd_text(ciphers="block")},
            sshd.MATCHED_PARSED: [],
            **told,
            **files,
        }
    )

    found = [s.value("ciphers") for s in seen.fact(SSHD).scopes]

    assert found == [ciphers or "own", ciphers or "own", "block"]


def test_a_change_of_a_list_on_the_command_line_is_never_passed() -> None:
    seen = evidence(
        {
            **dict.fromkeys(WAYS, sshd_text()),
            sshd.MATCHED: [],
            sshd.MATCHED_PARSED: [],
            sshd.DEFAULTS: 'SSHD_OPTS="-oCiphers=+aes128-cbc"\n',
        }
    )

    assert seen.fact(SSHD).unclear[0][0] is Reason.UNSUPPORTED
