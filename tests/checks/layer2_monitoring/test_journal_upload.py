import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.agent_products import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, conf, host, rsyslog, units

FILE = "/etc/systemd/journal-upload.conf"
WHOLE = """[Upload]
URL=https://log.xa-mau.example:19532
ServerKeyFile=/etc/ssl/private/may.pem
ServerCertificateFile=/etc/ssl/certs/may.pem
TrustedCertificateFile=/etc/ssl/ca/tin-cay.pem
"""
KEYS = ("URL", "ServerKeyFile", "ServerCertificateFile", "TrustedCertificateFile")
UPLOAD = Product(
    id="journal-upload",
    name="systemd-journal-upload",
    evidence="documentation",
    services=("systemd-journal-upload",),
    processes=("systemd-journal-upload",),
    config=(FILE,),
    format="ini",
)
BEAT = Product(
    id="filebeat", name="Filebeat", evidence="documentation", services=("filebeat",)
)


def judged(*raws: Seen, keys: tuple[str, ...] = KEYS) -> Verdict:
    return judge(
        "layer2_monitoring.journal_upload",
        host(*raws),
        products=(UPLOAD, BEAT),
        keys=keys,
        schemes=("https://",),
    )


def uploading(text: str | ItemStatus) -> Seen:
    return units("systemd-journal-upload") | conf(FILE, text)


def test_target_and_certificates_pass() -> None:
    assert judged(uploading(WHOLE)).status is Status.PASS


@pytest.mark.parametrize("key", KEYS)
def test_each_key_is_needed(key: str) -> None:
    text = WHOLE.replace(f"{key}=", f"# {key}=")

    assert judged(uploading(text)).items == (f"{key}: -",)


def test_a_channel_that_is_not_encrypted_is_named() -> None:
    verdict = judged(uploading(WHOLE.replace("https", "http")))

    assert verdict.items == ("URL=http://log.xa-mau.example:19532",)


def test_where_another_carries_the_logs_it_is_not_asked() -> None:
    idle = ("systemd-journal-upload",)
    still = units(idle=idle)
    assert judged(rsyslog(), units("rsyslog", idle=idle)).reason is Exempt.NOT_USED
    assert judged(units("filebeat", idle=idle)).reason is Exempt.NOT_USED
    assert judged(still).status is Status.FAIL
    assert judged().reason is Exempt.NOT_INSTALLED


def test_a_denied_file_is_unknown() -> None:
    assert judged(uploading(ItemStatus.DENIED)).reason is Reason.PERMISSION


def test_a_file_without_sense_sets_nothing() -> None:
    assert judged(uploading("\x00[[[\n=\n" * 9)).status in {
        Status.FAIL,
        Status.UNKNOWN,
    }
