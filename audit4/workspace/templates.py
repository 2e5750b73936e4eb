"""The files of a new workspace, commented, in the language of its users."""

_CONFIG_VI = """\
# Thiết lập của không gian làm việc. Mọi dòng đều có giá trị mặc định.
# name: Tỉnh Mẫu              # tên trên trang tổng hợp, ví dụ tên tỉnh
language: vi                  # ngôn ngữ báo cáo: vi hoặc en
policy: four-layer            # bộ tiêu chí đi kèm, hoặc tên tệp trong policies/
jobs: 16                      # số máy chủ quét đồng thời
fail_on: high                 # mã thoát 1 khi có tồn tại từ mức này trở lên
timezone: Asia/Ho_Chi_Minh
# require_authorisation: true # không quét đơn vị chưa có văn bản cho phép
# accept_unknown: [permission]  # lý do "không kiểm tra được" đã biết và chấp nhận
# round: {id: 2026-dot-2, from: 2026-10-01, to: 2026-12-15}  # đợt kiểm tra, đánh giá
sla_days: {critical: 7, high: 30, medium: 90, low: 180}  # thời hạn khắc phục, ngày
retention: {scans: 3, days: 400}  # lưu minh chứng của mỗi máy chủ
# packs:                      # gói kiểm tra của bên thứ ba được tin cậy
#   - {name: ten-goi, version: "1.0"}
"""

_CONFIG_EN = """\
# Settings of the workspace. Every line has a default.
# name: Sample province       # heads the index over all units
language: en                  # of reports: vi or en
policy: four-layer            # the shipped one, or the name of a file in policies/
jobs: 16                      # hosts scanned at once
fail_on: high                 # exit code 1 for findings of this severity or above
timezone: Asia/Ho_Chi_Minh
# require_authorisation: true # refuse units without a written permission in force
# accept_unknown: [permission]  # reasons of "could not be determined" that are known
# round: {id: 2026-round-2, from: 2026-10-01, to: 2026-12-15}
sla_days: {critical: 7, high: 30, medium: 90, low: 180}  # days to mend a finding
retention: {scans: 3, days: 400}  # evidence kept of each host
# packs:                      # third-party checks that are trusted
#   - {name: pack-name, version: "1.0"}
"""

_INVENTORY_VI = """\
# Danh mục máy chủ: đơn vị -> hệ thống thông tin -> máy chủ. Mỗi đơn vị một tệp là tiện
# nhất. Giá trị chung kế thừa: tệp < đơn vị < hệ thống < máy chủ.
# KHÔNG ghi mật khẩu ở đây: dùng tệp khóa, ssh-agent hoặc tên biến môi trường.
# Bỏ dấu # và sửa lại; kiểm tra bằng: audit4 plan
#
# defaults:
#   user: audit4
#   key: ~/.ssh/audit4
#   scan_hours: "22:00-05:00"       # chỉ kết nối trong khung giờ này
# jumps:
#   cong-vao: {address: 203.0.113.10, user: audit4}
# units:
#   - id: so-mau
#     name: Sở Mẫu
#     owner: UBND tỉnh               # chủ quản hệ thống thông tin
#     operator: Trung tâm vận hành   # đơn vị vận hành
#     assessor: Tổ kiểm tra của tỉnh # đơn vị kiểm tra, đánh giá
#     independent: true              # độc lập với đơn vị vận hành
#     authorisation: {document: 12/QĐ-SM, date: 2026-01-05, valid_until: 2026-12-31}
#     defaults: {jump: cong-vao}
#     systems:
#       - id: cong-thong-tin
#         name: Cổng thông tin điện tử
#         level: 2                   # cấp độ 1-5
#         decision: {number: 99/QĐ-SM, date: 2025-06-01}
#         ports: [443, 22]           # cổng đã khai trong hồ sơ
#         hosts:
#           - {id: web01, address: 10.0.0.11, roles: web}
#           - {id: db01, address: 10.0.0.12, become: {password_env: DB_SUDO}}
units: []
"""

_INVENTORY_EN = """\
# The servers: unit -> information system -> host. One file a unit is handiest.
# Defaults cascade: file < unit < system < host.
# Passwords NEVER stand here: use a key file, ssh-agent or the name of an environment
# variable. Take the # away, adapt, and look at the outcome with: audit4 plan
#
# defaults:
#   user: audit4
#   key: ~/.ssh/audit4
#   scan_hours: "22:00-05:00"       # connect in these hours only
# jumps:
#   gate: {address: 203.0.113.10, user: audit4}
# units:
#   - id: unit-a
#     name: Unit A
#     owner: The province            # owner of the information systems
#     operator: Data centre          # who runs them
#     assessor: The province's team  # who assesses
#     independent: true              # stands apart from the operator
#     authorisation: {document: 12/QD-A, date: 2026-01-05, valid_until: 2026-12-31}
#     defaults: {jump: gate}
#     systems:
#       - id: portal
#         name: Web portal
#         level: 2                   # 1 to 5
#         decision: {number: 99/QD-A, date: 2025-06-01}
#         ports: [443, 22]           # as declared in the level dossier
#         hosts:
#           - {id: web01, address: 10.0.0.11, roles: web}
#           - {id: db01, address: 10.0.0.12, become: {password_env: DB_SUDO}}
units: []
"""

_WAIVERS_VI = """\
# Ngoại lệ được phê duyệt: chấp nhận rủi ro (accept) hoặc biện pháp tương đương
# (equivalent), tối đa 365 ngày. Kết quả kiểm tra không đổi; hết hạn thì tính lại.
#
# waivers:
#   - id: nl-2026-01
#     kind: accept
#     rule: ma-quy-tac               # hoặc control: ma-tieu-chi
#     scope: so-mau/cong-thong-tin   # đơn vị[/hệ thống[/máy chủ]] hoặc tag:ten
#     reason: Phần mềm cũ, thay thế trong quý I
#     owner: Phòng CNTT
#     approver: Lãnh đạo Sở          # không được là owner
#     document: {number: 15/CV-SM, date: 2026-11-01}
#     from: 2026-11-01
#     until: 2027-03-31              # đến hết ngày này
waivers: []
"""

_WAIVERS_EN = """\
# Approved exceptions: an accepted risk (accept) or an equivalent measure
# (equivalent), for 365 days at most. No verdict changes; expired, it counts again.
#
# waivers:
#   - id: w-2026-01
#     kind: accept
#     rule: rule-id                  # or control: control-id
#     scope: unit-a/portal           # unit[/system[/host]] or tag:name
#     reason: Old software, replaced in the first quarter
#     owner: IT section
#     approver: Head of the unit     # must not be the owner
#     document: {number: 15/CV-A, date: 2026-11-01}
#     from: 2026-11-01
#     until: 2027-03-31              # to the end of this day
waivers: []
"""

_STATED_VI = """\
# Tệp kê khai của một đơn vị: sao chép thành <mã đơn vị>.yaml rồi sửa.
# Thiếu số, ngày, tệp hoặc sai mã băm thì là "Chờ xác nhận", không phải "Đạt".
# Tệp đủ mọi điều được hỏi ở cấp độ của đơn vị: audit4 attest template MÃ-ĐƠN-VỊ;
# bảng Excel để gửi đi: audit4 attest export --all ke-khai.xlsx
attestations:
  - control: l1-level-dossier
    system: cong-thong-tin           # bỏ dòng này nếu là của cả đơn vị
    answer: yes                      # yes, no hoặc not_applicable (kèm lý do)
    statement: Hồ sơ đề xuất cấp độ 2 đã được phê duyệt
    document: {number: 99/QĐ-SM, date: 2025-06-01}   # thêm file, sha256 nếu có
    attested_by: Phòng CNTT
    on: 2026-11-01
    valid_until: 2027-06-01
"""

_STATED_EN = """\
# The statements of one unit: copy to <unit id>.yaml and adapt.
# Without number, date or file, or with a wrong digest, one is "pending", not "met".
# All that is asked at a unit's level: audit4 attest template UNIT; as a spreadsheet
# to send out: audit4 attest export --all statements.xlsx
attestations:
  - control: l1-level-dossier
    system: portal                   # leave out if it is the whole unit's
    answer: yes                      # yes, no or not_applicable (with the reason)
    statement: The level dossier (level 2) is approved
    document: {number: 99/QD-A, date: 2025-06-01}   # add file and sha256 if any
    attested_by: IT section
    on: 2026-11-01
    valid_until: 2027-06-01
"""

_IGNORED = """\
.audit4/
reports/
"""

FILES = {
    "vi": {
        "audit4.yaml": _CONFIG_VI,
        "inventory/so-mau.yaml": _INVENTORY_VI,
        "waivers.yaml": _WAIVERS_VI,
        "attestations/mau.yaml.txt": _STATED_VI,
        "known_hosts": "",
        ".gitignore": _IGNORED,
    },
    "en": {
        "audit4.yaml": _CONFIG_EN,
        "inventory/unit-a.yaml": _INVENTORY_EN,
        "waivers.yaml": _WAIVERS_EN,
        "attestations/example.yaml.txt": _STATED_EN,
        "known_hosts": "",
        ".gitignore": _IGNORED,
    },
}
