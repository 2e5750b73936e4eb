"""What can go wrong between controller and answer, each with its way out.

A closed list: every failure of a transport is one of these, so that doctor, the
scan's log and the report can say the same fix in one line, and so that nothing is
tried twice that a host would count as an attack.
"""

from dataclasses import dataclass
from enum import StrEnum

from audit4.evidence import Reason
from audit4.finding import Text


class Stage(StrEnum):
    """The rung of the ladder on which an attempt ended, in climbing order."""

    CONNECT = "connect"
    HOST_KEY = "host_key"
    LOGIN = "login"
    SESSION = "session"
    SUDO = "sudo"
    COLLECT = "collect"


class Kind(StrEnum):
    """Classified failures."""

    DNS = "dns"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    CONNECT_TIMEOUT = "connect_timeout"
    BANNER_TIMEOUT = "banner_timeout"
    RESET = "reset_before_banner"
    BUSY = "max_startups"
    PENALISED = "penalised"
    NOT_SSH = "not_ssh"
    NO_ALGORITHM = "no_common_algorithm"
    PROTOCOL = "protocol"
    FORWARD_REFUSED = "forward_refused"
    BEHIND_JUMP = "unreached_behind_jump"
    HOST_KEY_UNKNOWN = "host_key_unknown"
    HOST_KEY_CHANGED = "host_key_changed"
    HOST_KEY_REVOKED = "host_key_revoked"
    SECRET_MISSING = "secret_missing"  # noqa: S105 - a kind of failure
    KEY_UNREADABLE = "key_unreadable"
    KEY_ENCRYPTED = "key_encrypted"
    AGENT = "agent"
    AUTH_REFUSED = "auth_refused"
    AUTH_PARTIAL = "auth_partial"
    AUTH_TIMEOUT = "auth_timeout"
    AUTH_CUT = "auth_cut"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - a kind of failure
    CHANNEL_REFUSED = "channel_refused"
    NO_SHELL = "no_shell"
    NOT_PINNED = "not_pinned"
    SUDO_MISSING = "sudo_missing"
    SUDO_REFUSED = "sudo_refused"
    SUDO_NEEDS_PASSWORD = "sudo_needs_password"  # noqa: S105 - a kind of failure
    SUDO_WRONG_PASSWORD = "sudo_wrong_password"  # noqa: S105 - a kind of failure
    SUDO_TTY = "sudo_tty"
    SUDO_SILENT = "sudo_silent"
    SILENCE = "silence_timeout"
    TOTAL_TIMEOUT = "total_timeout"
    CUT = "cut_off"
    TOO_LARGE = "too_large"
    INTERRUPTED = "interrupted"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a kind stands for: unknown's reason, the rung, the fix.

    `retriable` is never set where a host saw a login or sudo attempt: OpenSSH
    from 9.8 on penalises the source, and faillock locks the account.
    """

    reason: Reason
    stage: Stage
    way_out: Text
    retriable: bool = False


def _connect(vi: str, en: str, *, retriable: bool = False) -> Meaning:
    return Meaning(
        reason=Reason.UNREACHABLE,
        stage=Stage.CONNECT,
        way_out=Text(vi, en),
        retriable=retriable,
    )


def _host_key(vi: str, en: str) -> Meaning:
    return Meaning(reason=Reason.HOST_KEY, stage=Stage.HOST_KEY, way_out=Text(vi, en))


def _login(vi: str, en: str, reason: Reason = Reason.AUTH) -> Meaning:
    return Meaning(reason=reason, stage=Stage.LOGIN, way_out=Text(vi, en))


def _session(vi: str, en: str, reason: Reason = Reason.UNSUPPORTED) -> Meaning:
    return Meaning(reason=reason, stage=Stage.SESSION, way_out=Text(vi, en))


def _sudo(vi: str, en: str) -> Meaning:
    return Meaning(reason=Reason.PERMISSION, stage=Stage.SUDO, way_out=Text(vi, en))


def _collect(reason: Reason, vi: str, en: str, *, retriable: bool = False) -> Meaning:
    return Meaning(
        reason=reason,
        stage=Stage.COLLECT,
        way_out=Text(vi, en),
        retriable=retriable,
    )


MEANINGS = {
    Kind.DNS: _connect(
        "Tên máy không phân giải được: sửa address trong danh mục, hoặc dùng địa chỉ"
        " IP.",
        "The name does not resolve: mend the address in the inventory, or use the IP.",
        retriable=True,
    ),
    Kind.REFUSED: _connect(
        "Cổng SSH bị từ chối: kiểm tra sshd có chạy không và port trong danh mục.",
        "The port refuses: see that sshd runs, and the port in the inventory.",
        retriable=True,
    ),
    Kind.NO_ROUTE: _connect(
        "Không có đường đi tới máy: kiểm tra mạng, VPN, hoặc khai báo máy trung gian"
        " (jump).",
        "No route to the host: check network and VPN, or name a jump host.",
        retriable=True,
    ),
    Kind.CONNECT_TIMEOUT: _connect(
        "Máy không trả lời: kiểm tra máy có bật không và tường lửa trên đường đi.",
        "No answer: see whether the host is up and what firewall lies between.",
        retriable=True,
    ),
    Kind.BANNER_TIMEOUT: _connect(
        "Cổng mở nhưng SSH im lặng: kiểm tra tải của máy và port có đúng là của sshd"
        " không.",
        "The port is open but SSH stays silent: check the host's load, and the port.",
        retriable=True,
    ),
    Kind.RESET: _connect(
        "Máy ngắt kết nối trước khi chào: xem fail2ban, hosts.deny, MaxStartups trên"
        " máy đó.",
        "Closed before the greeting: see fail2ban, hosts.deny, MaxStartups on the "
        "host.",
        retriable=True,
    ),
    Kind.BUSY: _connect(
        "sshd đang quá nhiều kết nối (MaxStartups): giảm --jobs hoặc quét lại sau.",
        "sshd has too many connections (MaxStartups): lower --jobs, or scan later.",
        retriable=True,
    ),
    Kind.PENALISED: _connect(
        "sshd đang phạt địa chỉ này (PerSourcePenalties): chờ hết hạn phạt, sửa lỗi "
        "đăng nhập trước đó, hoặc thêm địa chỉ vào PerSourcePenaltyExemptList.",
        "sshd penalises this address (PerSourcePenalties): wait, mend the login that"
        " failed before, or add the address to PerSourcePenaltyExemptList.",
    ),
    Kind.NOT_SSH: _connect(
        "Dịch vụ ở cổng này không phải SSH: sửa port trong danh mục.",
        "What answers on this port is not SSH: mend the port in the inventory.",
    ),
    Kind.NO_ALGORITHM: _connect(
        "SSH trên máy quá cũ, không có thuật toán an toàn chung: dùng bundle hoặc "
        "local.",
        "SSH too old, no safe algorithm in common: use bundle or local.",
    ),
    Kind.PROTOCOL: _connect(
        "SSH lỗi giữa chừng khi bắt tay: chạy audit4 doctor với máy này và xem nhật "
        "ký sshd.",
        "The SSH handshake broke: run audit4 doctor on this host and read sshd's log.",
        retriable=True,
    ),
    Kind.FORWARD_REFUSED: _connect(
        "Máy trung gian không cho chuyển tiếp: đặt AllowTcpForwarding local (hoặc "
        "PermitOpen) cho tài khoản này.",
        "The jump host forbids forwarding: set AllowTcpForwarding local (or "
        "PermitOpen) for this account.",
    ),
    Kind.BEHIND_JUMP: _connect(
        "Máy trung gian không nối được tới máy này: kiểm tra address, port và "
        "tường lửa giữa hai máy.",
        "The jump host cannot connect to this host: check address, port and the "
        "firewall between them.",
        retriable=True,
    ),
    Kind.HOST_KEY_UNKNOWN: _host_key(
        "Chưa ghim khóa của máy: đối chiếu vân tay rồi chạy audit4 hosts trust.",
        "The host's key is not pinned: compare the fingerprint, then audit4 hosts "
        "trust.",
    ),
    Kind.HOST_KEY_CHANGED: _host_key(
        "Khóa của máy đã đổi: hỏi đơn vị vì sao; nếu đúng, chạy audit4 hosts trust "
        "--replace.",
        "The host's key has changed: ask the unit why; if it is right, audit4 hosts "
        "trust --replace.",
    ),
    Kind.HOST_KEY_REVOKED: _host_key(
        "Khóa của máy đã bị thu hồi: tạo khóa mới trên máy rồi chạy audit4 hosts "
        "trust --replace.",
        "The host's key is revoked: make a new one on the host, then audit4 hosts "
        "trust --replace.",
    ),
    Kind.SECRET_MISSING: _login(
        "Biến môi trường chứa mật khẩu chưa được đặt: đặt biến đó rồi chạy lại.",
        "The environment variable that holds the secret is not set: set it and run "
        "again.",
    ),
    Kind.KEY_UNREADABLE: _login(
        "Không đọc được tệp khóa: kiểm tra đường dẫn, quyền và định dạng của khóa "
        "riêng.",
        "The key file cannot be read: check its path, mode and format.",
    ),
    Kind.KEY_ENCRYPTED: _login(
        "Khóa có mật khẩu: nạp vào ssh-agent, hoặc đặt mật khẩu khóa trong biến môi "
        "trường.",
        "The key has a passphrase: load it into ssh-agent, or name the variable that"
        " holds it.",
    ),
    Kind.AGENT: _login(
        "ssh-agent không có đúng một khóa phù hợp: nạp khóa bằng ssh-add, và chỉ rõ "
        "khóa trong danh mục.",
        "ssh-agent does not hold exactly one fitting key: ssh-add it, and name the "
        "key in the inventory.",
    ),
    Kind.AUTH_REFUSED: _login(
        "Máy từ chối đăng nhập: kiểm tra user, khóa trong authorized_keys và "
        "AllowUsers.",
        "The login was refused: check the user, authorized_keys and AllowUsers.",
    ),
    Kind.AUTH_PARTIAL: _login(
        "Máy đòi thêm một bước xác thực nữa: miễn bước đó cho tài khoản đánh giá, "
        "hoặc dùng bundle.",
        "The host wants a second factor: exempt the audit account, or use bundle.",
    ),
    Kind.AUTH_TIMEOUT: _login(
        "Máy không trả lời khi xác thực: kiểm tra DNS (UseDNS), LDAP/AD và tải của "
        "máy.",
        "No answer while logging in: check UseDNS, LDAP/AD and the host's load.",
        Reason.TIMEOUT,
    ),
    Kind.AUTH_CUT: _login(
        "Máy ngắt kết nối khi xác thực: xem MaxAuthTries và nhật ký sshd trên máy đó.",
        "The host closed the connection while logging in: see MaxAuthTries and "
        "sshd's log.",
    ),
    Kind.PASSWORD_EXPIRED: _login(
        "Tài khoản bị buộc đổi mật khẩu: đổi mật khẩu hoặc bỏ hạn của tài khoản đánh"
        " giá.",
        "The account must change its password: change it, or lift the audit "
        "account's expiry.",
    ),
    Kind.CHANNEL_REFUSED: _session(
        "Đăng nhập được nhưng máy không cho mở phiên: kiểm tra MaxSessions và quyền "
        "của tài khoản.",
        "Logged in, but the host opens no session: check MaxSessions and the "
        "account's limits.",
        Reason.PERMISSION,
    ),
    Kind.NO_SHELL: _session(
        "Tài khoản không chạy được /bin/sh: kiểm tra login shell, ForceCommand và "
        "tệp khởi động (.bashrc) có thoát sớm không.",
        "The account does not run /bin/sh: check its login shell, ForceCommand, and "
        "start-up files that exit.",
    ),
    Kind.NOT_PINNED: _session(
        "Khóa này chưa gắn với bộ thu thập: chạy kịch bản của audit4 access script "
        "trên máy đó.",
        "This key is not pinned to the collector: run what audit4 access script "
        "prints on the host.",
    ),
    Kind.SUDO_MISSING: _sudo(
        "Máy không có sudo: cài sudo, hoặc đăng nhập root, hoặc dùng cách pinned.",
        "The host has no sudo: install it, or log in as root, or use the pinned way.",
    ),
    Kind.SUDO_REFUSED: _sudo(
        "sudo từ chối tài khoản này: cấp quyền bằng audit4 access script.",
        "sudo refuses this account: grant it with audit4 access script.",
    ),
    Kind.SUDO_NEEDS_PASSWORD: _sudo(
        "sudo đòi mật khẩu: khai báo become.password_env, hoặc dùng cách pinned "
        "(không cần mật khẩu).",
        "sudo wants a password: name become.password_env, or use the pinned way, "
        "which needs none.",
    ),
    Kind.SUDO_WRONG_PASSWORD: _sudo(
        "Sai mật khẩu sudo: sửa giá trị của biến môi trường; audit4 không thử lần hai.",
        "Wrong sudo password: mend the variable's value; audit4 does not try twice.",
    ),
    Kind.SUDO_TTY: _sudo(
        "sudo đòi terminal mà sshd không cấp: thêm Defaults:TÀI_KHOẢN !requiretty.",
        "sudo wants a terminal and sshd gives none: add Defaults:ACCOUNT !requiretty.",
    ),
    Kind.SUDO_SILENT: _sudo(
        "sudo chờ một câu trả lời khác mật khẩu (OTP?): miễn cho tài khoản đánh giá,"
        " hoặc dùng cách pinned.",
        "sudo waits for something other than a password (OTP?): exempt the account, "
        "or use the pinned way.",
    ),
    Kind.SILENCE: _collect(
        Reason.TIMEOUT,
        "Máy im lặng quá lâu khi thu thập: kiểm tra tải, ổ mạng treo; có thể tăng "
        "timeouts.silence.",
        "The host went silent while collecting: check load and hung mounts; "
        "timeouts.silence may be raised.",
        retriable=True,
    ),
    Kind.TOTAL_TIMEOUT: _collect(
        Reason.TIMEOUT,
        "Quá thời gian cho một máy: kiểm tra tải của máy; có thể tăng timeouts.total.",
        "The host took too long in all: check its load; timeouts.total may be raised.",
    ),
    Kind.CUT: _collect(
        Reason.TRUNCATED,
        "Kết nối đứt giữa chừng: kiểm tra đường truyền rồi quét lại máy này.",
        "The connection was cut midway: check the link and scan this host again.",
        retriable=True,
    ),
    Kind.TOO_LARGE: _collect(
        Reason.TRUNCATED,
        "Câu trả lời vượt giới hạn dung lượng: xem máy đó gửi gì; không tự nâng giới"
        " hạn.",
        "The answer is larger than allowed: see what that host sends before raising "
        "the limit.",
    ),
    Kind.INTERRUPTED: _collect(
        Reason.INTERRUPTED,
        "Đã dừng theo yêu cầu: chạy lại với --resume.",
        "Stopped on request: run again with --resume.",
    ),
    Kind.RECORDING: _collect(
        Reason.UNPARSEABLE,
        "Tệp câu trả lời không đọc được: kiểm tra đường dẫn và chép lại tệp.",
        "The answer file cannot be read: check its path, or copy it again.",
    ),
}
