import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.tls_probe import TLS_SERVED
from audit4.finding import Exempt, Status, Verdict
from tests.checks.layer1_onsite import served as s
from tests.checks.layer1_onsite.literals import CAPTURED, captured


def ask(raw: str | ItemStatus, *, root: bool = True) -> Verdict:
    return s.ask("served_versions", raw, root=root, refused=["TLSv1", "TLSv1.1"])


def test_a_port_that_refuses_old_versions_passes() -> None:
    verdict = ask(s.served(s.port(s.GOOD)))

    assert (verdict.status, verdict.actual) == (Status.PASS, "0.0.0.0:443 nginx")


@pytest.mark.parametrize("offer", ["tls1", "tls1_1"])
def test_a_port_that_takes_an_old_version_fails(offer: str) -> None:
    assert ask(s.served(s.port({**s.GOOD, offer: s.TAKEN}))).status is Status.FAIL


def test_a_greeting_back_is_enough_though_the_handshake_broke_off() -> None:
    broken = s.TAKEN.replace("New,", "4037:error:0A000410:SSL routines::x\nNone,")

    assert ask(s.served(s.port({**s.GOOD, "tls1": broken}))).status is Status.FAIL


def test_another_version_than_was_offered_is_a_refusal() -> None:
    other = s.TAKEN.replace(
        "New,", ">>> TLS 1.1, Alert [length 0002], fatal protocol_version\nNone,"
    )

    assert ask(s.served(s.port({**s.GOOD, "tls1_1": other}))).status is Status.PASS


def test_one_port_that_takes_it_outweighs_others_that_are_good_or_unknown() -> None:
    old = s.port({**s.GOOD, "tls1": s.TAKEN}, name="192.0.2.7:8443 java")
    silent = s.port({"any": s.SILENT}, name="0.0.0.0:636 slapd")

    verdict = ask(s.served(s.port(s.GOOD), silent, old))

    assert verdict.items == ("192.0.2.7:8443 java: TLSv1",)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (s.UNSENT, Reason.UNSUPPORTED),
        (s.NO_OPTION, Reason.UNSUPPORTED),
        (s.SILENT, Reason.UNSUPPORTED),
        ("", Reason.UNSUPPORTED),
    ],
)
def test_a_version_that_was_not_offered_is_unknown_and_no_refusal(
    answer: str, reason: Reason
) -> None:
    verdict = ask(s.served(s.port({**s.GOOD, "tls1": answer})))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_a_version_that_openssl_dropped_is_unknown() -> None:
    asked = {k: v for k, v in s.GOOD.items() if k != "tls1"}

    assert ask(s.served(s.port(asked))).reason is Reason.UNSUPPORTED


def test_a_closed_line_is_a_refusal_where_others_were_answered() -> None:
    assert ask(s.served(s.port({**s.GOOD, "tls1": s.CLOSED}))).status is Status.PASS


@pytest.mark.parametrize(
    ("library", "weak", "status"),
    [
        (s.LIBRARY, s.STRONG, Status.PASS),
        ("", s.STRONG, Status.UNKNOWN),
        ("", s.ALL_KINDS, Status.PASS),
    ],
)
def test_no_common_suite_is_a_refusal_only_where_all_were_offered(
    library: str, weak: str, status: Status
) -> None:
    shown = s.port({**s.GOOD, "tls1": s.NO_COMMON}, library=library)

    assert ask(s.served(shown, weak=weak)).status is status


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (s.SILENT, Reason.TIMEOUT),
        (s.CLOSED, Reason.UNSUPPORTED),
        (s.REFUSED, Reason.UNSUPPORTED),
        (s.NO_OPTION, Reason.UNSUPPORTED),
    ],
)
def test_a_port_that_never_answered_is_unknown(first: str, reason: Reason) -> None:
    verdict = ask(s.served(s.port(s.GOOD), s.port({"any": first}, name="*:636 x")))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_a_port_beyond_the_most_is_unknown() -> None:
    verdict = ask(s.served(s.port(s.GOOD), s.port({}, name="*:9443 x")))

    assert (verdict.reason, verdict.actual) == (Reason.NOT_COLLECTED, "*:9443 x")


@pytest.mark.parametrize(
    "raw",
    [
        s.NONE,
        s.served(s.port({"any": s.PLAIN})),
        s.served(
            s.port(
                {"any": f"{s.CONNECTED}@=1\n"},
                name="*:5432 postgres",
                start="-starttls postgres",
            )
        ),
    ],
)
def test_where_nothing_speaks_tls_it_does_not_apply(raw: str) -> None:
    verdict = ask(raw)

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)


def test_a_database_that_said_nothing_of_tls_is_unknown() -> None:
    said = {"any": f"{s.CONNECTED}@=1\n"}
    clear = {"any": f"{s.CONNECTED}MySQL server does not support SSL.\n@=1\n"}
    start = "-starttls mysql"

    assert ask(s.served(s.port(said, start=start))).reason is Reason.UNSUPPORTED
    assert ask(s.served(s.port(clear, start=start))).reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (s.served(s.port({}), tool="@@tool \n", weak=""), Reason.MISSING_TOOL),
        ("@@end\n", Reason.MISSING_TOOL),
        ("", Reason.UNPARSEABLE),
        ("nonsense\n@@end\n", Reason.UNPARSEABLE),
        (s.served(s.port(s.GOOD)).removesuffix("@@end\n"), Reason.UNPARSEABLE),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert ask(raw).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert ask(s.NONE, root=False).reason is Reason.PERMISSION


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_real_answers_of_openssl_are_told_apart(system: str) -> None:
    verdict = ask(captured(system, TLS_SERVED))

    assert sorted(verdict.items) == [
        "*:636 openssl: TLSv1, TLSv1.1",
        "*:993 openssl: TLSv1",
    ]


# After the 1.0.2 source: no comma behind the version, and -no_tls1_3 is unknown.
def test_the_words_of_openssl_1_0_2_are_read() -> None:
    answers = {k: v.replace("TLS 1.2,", "TLS 1.2 ") for k, v in s.GOOD.items()}
    answers["tls1"] = answers["tls1"].replace("TLS 1.0,", "TLS 1.0 ")
    shown = s.port(answers, library="@@lib /usr/lib64/libssl.so.10\n")

    verdict = ask(s.served(shown, tool="@@tool OpenSSL 1.0.2k-fips  26 Jan 2017\n"))

    assert verdict.status is Status.PASS


# MariaDB 11.8 of Debian 13 as it starts by itself, asked with -starttls mysql.
def test_a_real_database_is_asked_in_its_own_words() -> None:
    raw = (CAPTURED / "debian13/tls.served.mariadb.txt").read_text()

    assert ask(raw).actual == "0.0.0.0:3306 mariadbd"
    assert s.ask("served_suites", raw).status is Status.PASS
    assert s.ask("served_certificate", raw, judge="chain").items == (
        "0.0.0.0:3306 mariadbd: self-signed",
    )
