import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.tls_probe import TLS_SERVED
from audit4.finding import Exempt, Status, Verdict
from tests.checks.layer1_onsite import served as s
from tests.checks.layer1_onsite.literals import captured

FREE = "@@lib /opt/web/libssl.so.3\n"
GNUTLS = "@@lib /usr/lib/x86_64-linux-gnu/libgnutls.so.30\n"


def ask(raw: str | ItemStatus, *, root: bool = True) -> Verdict:
    return s.ask("served_suites", raw, root=root)


def test_a_port_that_refuses_weak_suites_passes() -> None:
    assert ask(s.served(s.port(s.GOOD))).status is Status.PASS


@pytest.mark.parametrize(
    "suite",
    [
        "ECDHE-RSA-NULL-SHA",
        "ADH-AES256-SHA",
        "AECDH-AES128-SHA",
        "RC4-SHA",
        "DES-CBC3-SHA",
        "EDH-RSA-DES-CBC-SHA",
        "EXP-RC4-MD5",
    ],
)
def test_a_weak_suite_that_was_taken_fails(suite: str) -> None:
    taken = s.TAKEN_NULL.replace("ECDHE-RSA-NULL-SHA", suite)

    verdict = ask(s.served(s.port({**s.GOOD, "weak": taken})))

    assert verdict.items == (f"0.0.0.0:443 nginx: {suite}",)


def test_a_weak_suite_that_a_port_prefers_to_good_ones_fails() -> None:
    assert ask(s.served(s.port({**s.GOOD, "any": s.TAKEN_NULL}))).status is Status.FAIL


def test_one_that_was_taken_and_then_broken_off_fails_without_its_name() -> None:
    broken = f"{s.CONNECTED}{s.HELLO}{s.ANSWER}New, (NONE), Cipher is (NONE)\n@=1\n"

    verdict = ask(s.served(s.port({**s.GOOD, "weak": broken})))

    assert verdict.items == ("0.0.0.0:443 nginx: weak suite",)


@pytest.mark.parametrize(
    ("name", "library", "status"),
    [
        ("*:443 nginx", s.LIBRARY, Status.PASS),
        ("*:443 nginx", s.LIBRARY + GNUTLS, Status.PASS),
        ("*:443 apache2", s.LIBRARY + GNUTLS, Status.UNKNOWN),
        ("*:443 nginx", "", Status.UNKNOWN),
        ("*:443 nginx", FREE, Status.UNKNOWN),
        ("*:443 nginx", s.LIBRARY.replace("so.3", "so.1.1"), Status.UNKNOWN),
        ("*:443 slapd", GNUTLS, Status.UNKNOWN),
    ],
)
def test_what_openssl_lacks_is_refused_only_by_the_same_library(
    name: str, library: str, status: Status
) -> None:
    verdict = ask(s.served(s.port(s.GOOD, name=name, library=library)))

    assert verdict.status is status
    if status is Status.UNKNOWN:
        assert verdict.actual == f"{name}: RC4, 3DES, DES, EXPORT"


def test_any_library_passes_where_all_kinds_were_offered() -> None:
    shown = s.port(s.GOOD, library=FREE)

    assert ask(s.served(shown, weak=s.ALL_KINDS)).status is Status.PASS


@pytest.mark.parametrize("answer", [s.UNSENT, s.SILENT, s.NO_OPTION])
def test_where_nothing_was_offered_it_is_unknown(answer: str) -> None:
    verdict = ask(s.served(s.port({**s.GOOD, "weak": answer})))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


def test_a_list_of_suites_that_failed_says_nothing_of_the_library() -> None:
    assert ask(s.served(s.port(s.GOOD), weak="")).status is Status.UNKNOWN


def test_where_nothing_listens_it_does_not_apply() -> None:
    assert ask(s.NONE).reason is Exempt.NOT_USED


def test_missing_evidence_is_unknown() -> None:
    assert ask("@@tool\n").reason is Reason.UNPARSEABLE
    assert ask(ItemStatus.TRUNCATED).reason is Reason.TRUNCATED
    assert ask(s.NONE, root=False).reason is Reason.PERMISSION


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_real_answers_of_openssl_are_told_apart(system: str) -> None:
    verdict = ask(captured(system, TLS_SERVED))

    assert verdict.items == ("*:636 openssl: ADH-AES256-GCM-SHA384",)
