"""The words around what code and policy say."""

from audit4.finding import Text

LAYERS = {
    1: Text("Lực lượng tại chỗ", "On-site force"),
    2: Text(
        "Tổ chức hoặc thuê doanh nghiệp giám sát, bảo vệ chuyên nghiệp",
        "Professional monitoring and protection",
    ),
    3: Text(
        "Tổ chức hoặc thuê doanh nghiệp độc lập kiểm tra, đánh giá định kỳ",
        "Independent periodic assessment",
    ),
    4: Text(
        "Kết nối, chia sẻ thông tin với hệ thống giám sát quốc gia",
        "Connection with the national monitoring system",
    ),
}
KINDS = {
    "technical": Text("đo trên máy chủ", "measured on the server"),
    "attestation": Text("đơn vị kê khai có minh chứng", "attested by the unit"),
    "mixed": Text(
        "đo trên máy chủ và đơn vị kê khai",
        "measured on the server and attested by the unit",
    ),
    "computed": Text("tính từ các kỳ trước", "computed from earlier rounds"),
}
SEVERITIES = {
    "critical": Text("Nghiêm trọng", "Critical"),
    "high": Text("Cao", "High"),
    "medium": Text("Trung bình", "Medium"),
    "low": Text("Thấp", "Low"),
}
STATUSES = {
    "pass": Text("đạt", "met"),
    "fail": Text("chưa đạt", "not met"),
    "not_applicable": Text("không áp dụng", "not applicable"),
    "unknown": Text("không kiểm tra được", "could not be determined"),
    "pending": Text("chờ xác nhận", "waiting for confirmation"),
}
FAMILIES = {
    "any": Text("Mọi hệ điều hành", "Any system"),
    "debian": Text("Debian, Ubuntu", "Debian, Ubuntu"),
    "rhel": Text("RHEL, CentOS, Rocky, Alma, Oracle", "RHEL and its kin"),
    "suse": Text("SLES, openSUSE", "SLES, openSUSE"),
    "amazon": Text("Amazon Linux", "Amazon Linux"),
    "alpine": Text("Alpine", "Alpine"),
    "other": Text("Hệ khác", "Others"),
}
SCOPES = {
    "unit": Text("mỗi đơn vị một bản", "one for the unit"),
    "system": Text("mỗi hệ thống một bản", "one for each system"),
}
COUNTS_FROM = {
    "on": Text("ngày xác nhận", "the day of the statement"),
    "document": Text("ngày của văn bản", "the day of the document"),
}
CONFIDENCE = {
    "P": Text("đã đọc toàn văn văn bản gốc", "the primary text was read in full"),
    "N": Text("theo báo chí, cổng pháp luật", "from the press or a law portal"),
    "T": Text(
        "theo diễn giải của bên thứ ba; cần đối chiếu bản tiêu chuẩn chính thức",
        "a third party's paraphrase; to be verified against the standard itself",
    ),
    "K": Text(
        "kiến thức chung, chưa có nguồn; cần kiểm tra trước khi viện dẫn",
        "general knowledge without a source; to be verified before it is quoted",
    ),
}

TITLE = Text("Tiêu chí và phép kiểm tra", "Controls and checks")
MADE = Text(
    "Sinh tự động từ mã nguồn và bộ tiêu chí {policy} phiên bản {version} (tính đến "
    "{as_of}) bằng `audit4 checks docs`; không sửa tay.",
    "Made from code and the policy {policy}, version {version} (as of {as_of}), by "
    "`audit4 checks docs`; not edited by hand.",
)
HOW_TO_READ = Text(
    "Kết luận chỉ dựa trên trạng thái có hiệu lực của máy chủ. Điều không xác định "
    "được là *không kiểm tra được* kèm lý do: không bao giờ tính là đạt.",
    "Verdicts rest on the effective state of a host. What cannot be determined is "
    "*unknown* with its reason, and never counts as met.",
)
WHY = Text("Vì sao", "Why")
JUDGED = Text("Cách đánh giá", "How it is judged")
STATED = Text("Đơn vị kê khai", "What the unit states")
LOOKS = Text("Nhìn vào đâu, chạy lệnh gì", "What it looks at and runs")
MEND = Text("Cách khắc phục", "How to mend it")
UNDO = Text("Hoàn tác", "To take it back")
REFS = Text("Căn cứ, tham chiếu", "References")
TRUST = Text("Mức tin cậy đo được", "Measured trust")
RULES = Text("Quy tắc", "Rules")
CHECKS = Text("Phép kiểm tra", "Checks")
CONTROLS = Text("Tiêu chí", "Controls")
PARAMETERS = Text("Tham số", "Parameters")
NO_PARAMETERS = Text("Không có tham số.", "It takes no parameters.")
USED_BY = Text("Được dùng trong", "Used by")
LEVELS = Text("Cấp độ", "Levels")
LEVEL = Text("Cấp độ", "Level")
LAYER = Text("Lớp", "Layer")
SEVERITY = Text("Mức độ", "Severity")
KIND = Text("Cách xác minh", "Basis")
SUGGESTED = Text("khuyến nghị ở cấp độ {}", "recommended at level {}")
ONLY = Text("Chỉ áp dụng cho", "Only for")
ROLE = Text("vai trò", "role")
VALID = Text("Có giá trị", "Counts for")
MONTHS = Text("{n} tháng", "{n} months")
OPEN_END = Text("đến ngày văn bản ấn định", "until the day that it names")
FROM = Text("kể từ", "from")
NOTHING = Text(
    "Không chạy lệnh nào: xét điều mà lần quét, kiểm kê hoặc các kỳ trước đã cho biết.",
    "It runs nothing: judged on what scan, inventory or earlier rounds tell.",
)
PROBE = Text("Mã", "Probe")
RUNS = Text("Trên máy chủ", "On the host")
ROOT = Text("Cần root", "Needs root")
YES = Text("có", "yes")
NO = Text("không", "no")
NAME = Text("Tên", "Name")
TYPE = Text("Kiểu", "Type")
DEFAULT = Text("Mặc định", "Default")
REQUIRED = Text("bắt buộc", "required")
ORIGINAL = Text("Chú giải trong mã nguồn (tiếng Anh):", "")
LAW = Text("Văn bản", "Legal texts")
CONFIDENT = Text("Độ tin cậy của viện dẫn", "Confidence of the references")
BENCHMARKS = Text("Định danh ComplianceAsCode", "ComplianceAsCode identifiers")
STATES = Text("Số trạng thái đã thử", "States tested")
TESTED = Text(
    "Thử trên {n} trạng thái của máy chủ khởi động thật (Debian 11, 12, 13): {said}. "
    "Bộ kiểm thử khẳng định kết luận của từng trạng thái và phải đúng tất cả thì mới "
    "phát hành. Số liệu tính đến {as_of}.",
    "Tested on {n} states of booted hosts (Debian 11, 12, 13): {said}. The suite "
    "asserts the verdict of each, and nothing is released unless all are right. "
    "Counted on {as_of}.",
)
UNTESTED = Text(
    "Chưa được thử trên máy chủ khởi động thật; chỉ có kiểm thử trên minh chứng mẫu.",
    "Not tested on a booted host; only on samples of evidence.",
)
