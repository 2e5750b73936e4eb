"""What a secret looks like: the patterns of `masks`, on bytes.

Each stands in `mask.awk` too, in the dialect that every awk speaks: no counted
repeats, no look-around. Search patterns meet lower-cased text unless said.
"""

import re

TRIGGER = re.compile(
    rb"pass|secret|token|key|communit|com2sec|sink|psk|pwd|cred|auth|bearer|basic"
    rb"|bindpw|rootpw|[$][0-9a-z]|://|[{](s?sha|s?md5|crypt|pbkdf2)|eyj|gh[pousr]_"
    rb"|glpat-|xox|usmuser|createuser|curl|wget|mysql|mariadb|redis-cli|grub[.]"
)
"""A line without any of these has nothing to mask but a field of passwd."""

TRIGGER_WORDS = (
    b"pass secret token key communit com2sec sink psk pwd cred auth bearer basic"
    b" bindpw rootpw $ :// {sha {ssha {md5 {smd5 {crypt {pbkdf2 eyj ghp_ gho_ ghu_"
    b" ghs_ ghr_ glpat- xox usmuser createuser curl wget mysql mariadb redis-cli grub."
).split()
"""`TRIGGER` in plain words: whatever it finds holds one of these."""

# Case counts in these, as it does in the files.
FIELDS = re.compile(rb"^[^: \t]+:[^: \t]*:")
FIELDS_BELOW = re.compile(rb"\n[^: \t\n]+:[^: \t\n]*:")
"""`FIELDS` of any line; a literal first character makes the search fast."""
STAT = re.compile(rb"[0-7]+ [0-9]+ [0-9]+ [a-z] (?:[0-9]+ -?[0-9]+|- -)\n?")
"""What `Stat` brings: half of all items, and never a secret."""
NUMBER = re.compile(rb"^[0-9]*$")
LOCK = re.compile(rb"^[!*]*")
SCHEME = re.compile(rb"^[$][0-9A-Za-z-]+[$,]")
DES = re.compile(rb"^[./0-9A-Za-z]{13}$")
BSDI = re.compile(rb"^_[./0-9A-Za-z]{19}$")
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----")
PEM_BODY = re.compile(
    rb"^([ \t\"'#>|+-]*[A-Za-z0-9+/=*]*[ \t\"',;\\]*n?[\"',; \t]*"
    rb"|[ \t]*[A-Za-z0-9-]+: .*)$"
)
HASH = re.compile(
    rb"[$](1|2|2[abxy]|3|5|6|7|8|9|y|gy|sm3|sm3y|md5|sha1|apr1|P|H|S"
    rb"|argon2[a-z]*|scrypt|pbkdf2[a-z0-9-]*|bcrypt[a-z0-9-]*)"
    rb"[$,][./0-9A-Za-z$=,+*-]*"
)

GRUB = re.compile(rb"grub[.]pbkdf2[.]sha512[.][0-9]+[.][0-9a-f.]+")
BRACED = re.compile(
    rb"[{](ssha|sha|ssha256|sha256|ssha512|sha512|smd5|md5|crypt|pbkdf2)[}]"
    rb"[^ \t\"',:;<>*]+"
)

KEY = re.compile(rb"[a-z0-9_.-]+[\"']?[ \t]*[+?]?$")
KEY_END = re.compile(rb"[ \t]*[+?]?$")
SECRET = re.compile(rb"pass|secret|token|key|community|psk|pwd|credential|_auth$")
LEADS = re.compile(rb"^[ \t#;-]*(export[ \t]+|set[ \t]+|setenv[ \t]+)?$")
PLAIN = re.compile(
    rb"^(yes|no|true|false|on|off|none|null|0|1|-1|enabled?|disabled?|required"
    rb"|optional|[*][*][*])[,;]?$"
)
PATH = re.compile(
    rb"^(file:)?(//)?/(etc|usr|var|run|opt|home|root|srv|dev|proc|sys|lib|boot|mnt"
    rb"|data|bin|sbin|tmp)(/[^ \t]*)?$"
)
COUNT = re.compile(rb"^-?[0-9]+[smhdwkgb%]?[,;]?$")
ABOUT = re.compile(
    rb"(^|[_.-])(max|min|len|length|minlen|maxlen|days|age|warn|tries|timeout|retries"
    rb"|retry|count|history|remember|interval|lifetime|expire|expires|expiry|limit"
    rb"|size|bits|ttl|rotation|period|rounds|cost|delay|maxkeys|maxbytes)([_.-]|$)"
)
SYSCTL = re.compile(rb"^(kernel|net|fs|vm|user|dev)[.]")
KINDS = re.compile(
    rb"(^|[_.-])(policy|encryption|method|algorithm|algorithms|type|types|mode"
    rb"|format|scheme)$"
)
KIND = re.compile(rb"^[a-z0-9_-]+$")
HARMLESS = re.compile(
    rb"^(nopasswd|passprompt|badpass_message|gpgkey|keyringmode|.*keymap|pubkey.*"
    rb"|public[_-]?key.*|hostkey.*|authorizedkeys.*|rekeylimit|revokedkeys"
    rb"|trustedusercakeys|passwordauthentication|permitemptypasswords"
    rb"|.*keyalgorithms|.*keytypes|gssapi.*key.*|authtok_type|default_keytab_name)$"
)
NSSWITCH = re.compile(
    rb"^((files|compat|systemd|sss|ldap|winbind|nis|nisplus|db|dns|altfiles|cache"
    rb"|extrausers|hesiod|\[[a-z!=]+\])([ \t]+|$))+$"
)
PUBLIC = re.compile(rb"^(ssh-|ecdsa-|sk-)")
OPTIONS = re.compile(
    rb"[ \t](cifs|smb[23]?|smbfs|davfs|ncpfs|ceph|9p|fuse[.a-z]*)[ \t]"
)

WORD = re.compile(
    rb"[ \t\"'=(,;:{>]"
    rb"(--?(password|passwd|passphrase|pass|pwd|secret|token|psk|api[_-]?key"
    rb"|access[_-]?key|secret[_-]?key|auth[_-]?token|community)"
    rb"|password|passphrase|secret|token|psk|api[_-]?key|access[_-]?key"
    rb"|secret[_-]?key|auth[_-]?token|bindpw|rootbindpw|rootpw|requirepass"
    rb"|masterauth|auth_pass|community|password_pbkdf2|rocommunity6?|rwcommunity6?"
    rb"|trapcommunity)[ \t]+"
)
PAM = re.compile(
    rb"^((required|requisite|sufficient|optional|include|substack)([ \t]|$)|\[)"
)
KNOWN = re.compile(rb"^[\"']?(public|private)[\"',;]*([ \t]|$)")
OPERATOR = re.compile(rb"^[-=:|&;<>)]")

ELEMENT = re.compile(rb"<[a-z0-9_:.-]++>[^<]+")
SINK = re.compile(rb"^[ \t]*(com2sec6?|trap2?sink|informsink|authcommunity)[ \t]")
LAST = re.compile(rb"[^ \t]+[ \t]*$")
USM = re.compile(rb"^[ \t]*(createuser|usmuser)[ \t]+[^ \t]+[ \t]+")
TOKEN = re.compile(
    rb"(bearer|basic)[ \t]+[a-z0-9._~+/=-]+"
    rb"|[^a-z0-9_-]eyj[a-z0-9_-]+[.]eyj[a-z0-9_.-]+"
    rb"|(gh[pousr]_|glpat-|xox[abprs]-)[a-z0-9_-]+"
)
TOKEN_HEAD = re.compile(rb"^((bearer|basic)[ \t]+|gh[pousr]_|glpat-|xox[abprs]-|.eyj)")
TOOLS = re.compile(
    rb"(mysql|mysqldump|mysqladmin|mariadb|sshpass)[ \t]([^|;&]*[ \t])?-p[ \t]*"
    rb"|redis-cli[ \t]([^|;&]*[ \t])?-a[ \t]*"
    rb"|(curl|wget)[ \t]([^|;&]*[ \t])?(-u|--user)[ \t=]*[^ \t:]*:"
)
"""What stands before a secret on a command line; the secret ends at a blank."""
TOOL = re.compile(rb"mysql|mariadb|sshpass|redis-cli|curl|wget")
