# Masks: the rules of masks.py and patterns.py, step by step, for every awk.
# No single quote may stand in this file: it travels inside a pair of them.

function until(s, q,  i, c, n) {
  n = length(s)
  for (i = 1; i <= n; i++) {
    c = substr(s, i, 1)
    if (c == q) return substr(s, 1, i - 1)
    if (c == "\\") i++
  }
  return s
}

function odd(s, q,  parts) { return s != "" && split(s, parts, q) % 2 == 0 }

function word(s, commas,  w) {
  w = s
  if (match(w, commas ? "[ \t,]" : "[ \t]")) w = substr(w, 1, RSTART - 1)
  return odd(w, "\"") || odd(w, APO) ? s : w
}

function quote(c) { return c == "\"" || c == APO }

function blank(c) { return c == " " || c == "\t" }

function numbers(a, from, to,  i) {
  for (i = from; i <= to; i++) if (a[i] !~ /^[0-9]*$/) return 0
  return 1
}

function des(s) { return length(s) == 13 && s ~ DES }

function bsdi(s) { return length(s) == 20 && substr(s, 1, 1) == "_" && substr(s, 2) ~ DES }

function field(s,  bare, lock) {
  bare = s
  sub(/^[!*]*/, "", bare)
  lock = substr(s, 1, length(s) - length(bare))
  if (bare == "" || bare == "x" || bare == "LK" || bare == "LK*" || bare == "NP" \
      || bare == "NP*" || bare == "***" || bare == "_***" || bare == "?***") return s
  if (match(bare, /^[$][0-9A-Za-z-]+[$,]/)) return lock substr(bare, 1, RLENGTH - 1) "$***"
  if (substr(bare, 1, 1) == "{") return lock substr(bare, 1, index(bare, "}")) "***"
  if (des(bare)) return lock "***"
  return lock (bsdi(bare) ? "_" : "?") "***"
}

# A line of passwd, shadow, group or gshadow without its hash, else "".
function cells(s,  a, n, fits, i, out) {
  n = split(s, a, ":")
  if (n == 9) fits = numbers(a, 3, 8)
  else if (n == 7) fits = numbers(a, 3, 4)
  else if (n == 4) fits = des(a[2]) || bsdi(a[2]) || a[3] ~ /^[0-9]+$/
  if (!fits) return ""
  out = a[1] ":" field(a[2])
  for (i = 3; i <= n; i++) out = out ":" a[i]
  return out
}

function hashes(s,  out, k, t, h) {
  for (k = 0; k < 200; k++) {
    if (!match(s, HASH)) return out s
    out = out substr(s, 1, RSTART - 1)
    t = substr(s, RSTART, RLENGTH)
    s = substr(s, RSTART + RLENGTH)
    h = match(t, /^[$][0-9A-Za-z-]+[$,]/) ? RLENGTH : 1
    out = out (length(t) - h < 8 ? t : substr(t, 1, h - 1) "$***")
  }
  return s == "" ? out : out "***"
}

function grubs(s,  out, k, t) {
  for (k = 0; k < 200; k++) {
    if (!match(tolower(s), /grub[.]pbkdf2[.]sha512[.][0-9]+[.][0-9a-f.]+/)) return out s
    out = out substr(s, 1, RSTART - 1) substr(s, RSTART, 19) "***"
    s = substr(s, RSTART + RLENGTH)
  }
  return s == "" ? out : out "***"
}

function braces(s,  out, k, t) {
  for (k = 0; k < 200; k++) {
    if (!match(tolower(s), BRACED)) return out s
    t = substr(s, RSTART, RLENGTH)
    out = out substr(s, 1, RSTART - 1) substr(t, 1, index(t, "}")) "***"
    s = substr(s, RSTART + RLENGTH)
  }
  return s == "" ? out : out "***"
}

function urls(s,  a, n, i, out) {
  if (!index(s, "://")) return s
  n = split(s, a, "://")
  out = a[1]
  for (i = 2; i <= n; i++) out = out "://" userinfo(a[i])
  return out
}

function userinfo(s,  t, at, colon, i) {
  t = substr(s, 1, 1000)
  if (match(t, STOP)) t = substr(t, 1, RSTART - 1)
  colon = index(t, ":")
  for (at = 0; (i = index(substr(t, at + 1), "@")) > 0; ) at += i
  if (!at || (!colon && at <= 15) || colon > at) return s
  return substr(t, 1, colon) "***" substr(s, at)
}

function harmless(k, v, s, b, at) {
  if (k ~ /^(nopasswd|passprompt|badpass_message|gpgkey|keyringmode|.*keymap|pubkey.*|public[_-]?key.*|hostkey.*|authorizedkeys.*|rekeylimit|revokedkeys|trustedusercakeys|passwordauthentication|permitemptypasswords|.*keyalgorithms|.*keytypes|gssapi.*key.*|authtok_type|default_keytab_name)$/) return 1
  if (length(v) > 200) return 0
  if (v ~ /^(yes|no|true|false|on|off|none|null|0|1|-1|enabled?|disabled?|required|optional|[*][*][*])[,;]?$/) return 1
  if (v ~ /^(file:)?(\/\/)?\/(etc|usr|var|run|opt|home|root|srv|dev|proc|sys|lib|boot|mnt|data|bin|sbin|tmp)(\/[^ \t]*)?$/) return 1
  if (v ~ /^(ssh-|ecdsa-|sk-)/) return 1
  if (v ~ /^-?[0-9]+[smhdwkgb%]?[,;]?$/)
    return k ~ /(^|[_.-])(max|min|len|length|minlen|maxlen|days|age|warn|tries|timeout|retries|retry|count|history|remember|interval|lifetime|expire|expires|expiry|limit|size|bits|ttl|rotation|period|rounds|cost|delay|maxkeys|maxbytes)([_.-]|$)/ || k ~ /^(kernel|net|fs|vm|user|dev)[.]/
  if (k ~ /(^|[_.-])(policy|encryption|method|algorithm|algorithms|type|types|mode|format|scheme)$/ && length(v) <= 24 && v ~ /^[a-z0-9_-]+$/) return 1
  if (index(k, "community") && known(v)) return 1
  if ((k == "passwd" || k == "publickey") && v ~ /^((files|compat|systemd|sss|ldap|winbind|nis|nisplus|db|dns|altfiles|cache|extrausers|hesiod|\[[a-z!=]+\])([ \t]+|$))+$/) return 1
  if (k == "passwd") return substr(s, b, at - b) == "PASSWD" && index(substr(s, 1, b - 1), "=")
  return k == "key" && b > 3 && substr(s, b - 3, 3) == "-F "
}

function known(v) { return v ~ KNOWN }

# Sets VS, where the secret after the separator at `at` begins, and VN, its length.
function value(s, at, width,  b, k, closed, before, c, rest, v) {
  b = at - width
  k = tolower(substr(s, b, width))
  sub(/[ \t]*[+?]?$/, "", k)
  closed = quote(substr(k, length(k), 1))
  if (closed) k = substr(k, 1, length(k) - 1)
  if (k !~ /pass|secret|token|key|community|psk|pwd|credential|_auth$/ && !(closed && k == "auth")) return 0
  before = b > 1 ? substr(s, b - 1, 1) : ""
  VS = at + 1
  c = substr(s, VS, 1)
  if (substr(s, at, 1) == ":") {
    if (c == "=") VS++
    else if (!closed && c != "" && !blank(c) && !quote(c)) return 0
  } else if (c == "=" || c == "~") return 0
  else if (c == ">") VS++
  while (blank(substr(s, VS, 1))) VS++
  rest = substr(s, VS)
  if (rest == "") return 0
  c = substr(rest, 1, 1)
  if (quote(c)) { VS++; v = until(substr(rest, 2), c) }
  else if (quote(before) && !closed) v = until(rest, before)
  else if (b <= 101 && tolower(substr(s, 1, b - 1)) ~ LEADS) v = rest
  else v = word(rest, tolower(s) ~ /[ \t](cifs|smb[23]?|smbfs|davfs|ncpfs|ceph|9p|fuse[.a-z]*)[ \t]/)
  if (v == "***" || harmless(k, tolower(v), s, b, at)) return 0
  VN = length(v)
  return 1
}

function assigned(s,  a, n, i, at, from, start, t, hits, out) {
  n = split(s, a, /[=:]/)
  from = 1
  for (i = 1; i < n; i++) {
    at += length(a[i]) + 1
    if (at < from) continue
    start = at - length(a[i])
    if (start < from) start = from
    if (start < at - 100) start = at - 100
    t = tolower(substr(s, start, at - start))
    if (!match(t, KEY) || !value(s, at, RLENGTH)) continue
    if (++hits > 200) return out substr(s, from, VS - from) "***"
    out = out substr(s, from, VS - from) "***"
    from = VS + VN
  }
  return out substr(s, from)
}

function elements(s,  out, k, t, i, v) {
  for (k = 0; k < 200; k++) {
    if (!match(tolower(s), /<[a-z0-9_:.-]+>[^<]+/)) return out s
    out = out substr(s, 1, RSTART - 1)
    t = substr(s, RSTART, RLENGTH)
    s = substr(s, RSTART + RLENGTH)
    i = index(t, ">")
    v = tolower(substr(t, i + 1))
    gsub(/^[ \t]+|[ \t]+$/, "", v)
    if (i <= 102 && tolower(substr(t, 2, i - 2)) ~ /pass|secret|token|key|community|psk|pwd|credential|_auth$/ \
        && v != "" && !harmless(tolower(substr(t, 2, i - 2)), v, "", 1, 1)) t = substr(t, 1, i) "***"
    out = out t
  }
  return s == "" ? out : out "***"
}

function spaced(s,  out, k, t, w, v, low, lead) {
  s = " " s
  for (k = 0; k < 200; k++) {
    if (!match(tolower(s), WORD)) return substr(out s, 2)
    out = out substr(s, 1, RSTART - 1)
    t = substr(s, RSTART, RLENGTH)
    s = substr(s, RSTART + RLENGTH)
    w = tolower(substr(t, 2))
    sub(/[ \t]+$/, "", w)
    low = tolower(substr(s, 1, 100))
    if (s == "" || low ~ /^[-=:|&;<>)]/ || substr(low, 1, 3) == "***" \
        || (w ~ /^-?password$/ && low ~ /^((required|requisite|sufficient|optional|include|substack)([ \t]|$)|\[)/) \
        || (index(w, "community") && known(low))) {
      out = out substr(t, 1, length(t) - 1)
      s = substr(t, length(t)) s
      continue
    }
    lead = tolower(substr(out substr(t, 1, 1), 1, 101))
    if (index(w, "community")) v = word(s)
    else if (quote(substr(s, 1, 1))) {
      t = t substr(s, 1, 1)
      v = until(substr(s, 2), substr(s, 1, 1))
      s = substr(s, 2)
    }
    else if (substr(w, 1, 1) != "-" && lead ~ LEADS) v = s
    else v = word(s)
    out = out t "***"
    s = substr(s, length(v) + 1)
  }
  return substr(s == "" ? out : out "***", 2)
}

function snmp(s,  low) {
  low = tolower(s)
  if (match(low, /^[ \t]*(createuser|usmuser)[ \t]+[^ \t]+[ \t]+/))
    return RLENGTH < length(s) ? substr(s, 1, RLENGTH) "***" : s
  if (low ~ /^[ \t]*(com2sec6?|trap2?sink|informsink|authcommunity)[ \t]/ && match(low, /[^ \t]+[ \t]*$/) \
      && !known(substr(low, RSTART))) return substr(s, 1, RSTART - 1) "***"
  return s
}

function tokens(s,  out, k, t, h) {
  for (k = 0; k < 200; k++) {
    if (!match(tolower(s), TOKEN)) return out s
    out = out substr(s, 1, RSTART - 1)
    t = substr(s, RSTART, RLENGTH)
    s = substr(s, RSTART + RLENGTH)
    h = match(tolower(t), /^((bearer|basic)[ \t]+|gh[pousr]_|glpat-|xox[abprs]-|.eyj)/) ? RLENGTH : 0
    out = out (length(t) - h < 15 ? t : substr(t, 1, h) "***")
  }
  return s == "" ? out : out "***"
}

function tools(s,  out, k, v) {
  for (k = 0; k < 200; k++) {
    if (!match(tolower(s), /(mysql|mysqldump|mysqladmin|mariadb|sshpass)[ \t]([^|;&]*[ \t])?-p[ \t]*|redis-cli[ \t]([^|;&]*[ \t])?-a[ \t]*|(curl|wget)[ \t]([^|;&]*[ \t])?(-u|--user)[ \t=]*[^ \t:]*:/)) return out s
    out = out substr(s, 1, RSTART + RLENGTH - 1)
    s = substr(s, RSTART + RLENGTH)
    v = word(s)
    if (v == "" || v == "***") continue
    out = out "***"
    s = substr(s, length(v) + 1)
  }
  return s == "" ? out : out "***"
}

function long(s) {
  if (length(s) <= 4096) return 0
  if (length(s) <= 16384) return tolower(s) ~ /mysql|mariadb|sshpass|redis-cli|curl|wget/
  return trigger(tolower(s))
}

function trigger(low) {
  return low ~ /pass|secret|token|key|communit|com2sec|sink|psk|pwd|cred|auth|bearer|basic|bindpw|rootpw|[$][0-9a-z]|:\/\/|[{](s?sha|s?md5|crypt|pbkdf2)|eyj|gh[pousr]_|glpat-|xox|usmuser|createuser|curl|wget|mysql|mariadb|redis-cli|grub[.]/
}

function mask(s,  c) {
  if (s ~ /^[^: \t]+:[^: \t]*:/ && (c = cells(s)) != "") return hashes(c)
  if (!trigger(tolower(s))) return s
  return tools(tokens(snmp(spaced(elements(assigned(urls(braces(grubs(hashes(s))))))))))
}

# The line without key bodies; sets PEM where one goes on in the lines below.
function pem(s,  out, e) {
  PEM = 0
  while (match(s, /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----/)) {
    out = out substr(s, 1, RSTART + RLENGTH - 1)
    s = substr(s, RSTART + RLENGTH)
    e = index(s, "-----END")
    if (!e) { PEM = 1; return out }
    out = out "***"
    s = substr(s, e)
  }
  return out s
}

BEGIN {
  APO = "\047"
  HASH = "[$](1|2|2[abxy]|3|5|6|7|8|9|y|gy|sm3|sm3y|md5|sha1|apr1|P|H|S|argon2[a-z]*|scrypt|pbkdf2[a-z0-9-]*|bcrypt[a-z0-9-]*)[$,][./0-9A-Za-z$=,+*-]*"
  BRACED = "[{](ssha|sha|ssha256|sha256|ssha512|sha512|smd5|md5|crypt|pbkdf2)[}][^ \t\"" APO ",:;<>*]+"
  TOKEN = "(bearer|basic)[ \t]+[a-z0-9._~+/=-]+|[^a-z0-9_-]eyj[a-z0-9_-]+[.]eyj[a-z0-9_.-]+|(gh[pousr]_|glpat-|xox[abprs]-)[a-z0-9_-]+"
  DES = "^[./0-9A-Za-z]+$"
  STOP = "[ \t\"" APO "<>]"
  KNOWN = "^[\"" APO "]?(public|private)[\"" APO ",;]*([ \t]|$)"
  LEADS = "^[ \t#;-]*(export[ \t]+|set[ \t]+|setenv[ \t]+)?$"
  KEY = "[a-z0-9_.-]+[\"" APO "]?[ \t]*[+?]?$"
  BODY = "^([ \t\"" APO "#>|+-]*[A-Za-z0-9+/=*]*[ \t\"" APO ",;\\\\]*n?[\"" APO ",; \t]*|[ \t]*[A-Za-z0-9-]+: .*)$"
  WORD = "[ \t\"" APO "=(,;:{>](--?(password|passwd|passphrase|pass|pwd|secret|token|psk|api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?token|community)|password|passphrase|secret|token|psk|api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?token|bindpw|rootbindpw|rootpw|requirepass|masterauth|auth_pass|community|password_pbkdf2|rocommunity6?|rwcommunity6?|trapcommunity)[ \t]+"
}
