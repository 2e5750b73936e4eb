# Frames: turns what the shell collects into the answer, masked and bounded.
# The first line of input is `NONCE DIGEST-KIND LIMIT`. A line that begins with the
# nonce is the shell's, all others are content. A NUL of the content has become
# \377, which nothing else can be: `tr` turned every \377 into \376 before.

function escaped(s,  i, c, n, out) {
  if (s !~ CONTROL) return s
  n = length(s)
  for (i = 1; i <= n; i++) { c = substr(s, i, 1); out = out (c in ESC ? ESC[c] : c) }
  return out
}

function put(s) {
  print s
  if (SUM != "") print s | SUM
  total += length(s) + 1
}

function item(probe, status, code, name) {
  if (++seen[probe] > 20000) { if (seen[probe] == 20001) put(N " item " probe " truncated - "); return 0 }
  put(N " item " probe " " status " " code " " escaped(name))
  return ++items
}

function code(e) { return e ~ /^[0-9]+$/ && e != 0 ? e : "-" }

function status(e) {
  if (e !~ /^[0-9]+$/) return e
  return e == 0 ? "ok" : (e == 124 || e == 137 || e == 143) ? "timeout" : "failed"
}

# One line of content; `end` is "+" where a newline ends it.
function add(s, end,  e) {
  size += length(s) + (end == "+")
  if (cut || size > max || total > LIMIT || long(s)) { cut = 1; return }
  if (PEM) {
    e = index(s, "-----END")
    if (!e && s ~ BODY) { if (s == "") B[++lines] = end; return }
    if (e) s = substr(s, e)
  }
  s = pem(s)
  B[++lines] = (PEM ? "+" : end) mask(s)
  if (PEM) B[++lines] = end "***"
}

function body(s) {
  if (held) add(hold, "+")
  hold = s
  held = 1
}

function finish(e,  i, st) {
  if (held && hold != "") add(hold, "=")
  st = cut ? "truncated" : status(e)
  if (item(probe, st, code(e), name)) for (i = 1; i <= lines; i++) put(B[i])
}

function octal(m) { return substr("0000", 1, 4 - length(m)) m }

function hex(s,  i, v) {
  for (i = 1; i <= length(s); i++) v = v * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
  return v
}

function perms(h) { return sprintf("%04o", hex(h) % 4096) }

function type(h,  t) {
  t = int(hex(h) / 4096)
  return t == 8 ? "f" : t == 4 ? "d" : t == 10 ? "l" : t == 1 ? "p" : t == 12 ? "s" : t == 6 ? "b" : t == 2 ? "c" : "?"
}

function told(s) { return s == "" ? "-" : s }

# `MODE UID GID TYPE SIZE MTIME`, path and target of one thing; `-` if not dated.
function stated(rec,  a, f) {
  split(rec, a, "\377")
  split(a[1], f, " ")
  sub(/[.].*/, "", f[6])
  if (!item(probe, "ok", "-", a[2])) return
  put("+" octal(f[1]) " " f[2] " " f[3] " " f[4] " " told(f[5]) " " told(f[6]) (f[4] == "l" ? " " escaped(a[3]) : ""))
}

# The same from `stat -c "%f %u %g[ %s %Y]"`, the target on the lines below.
function stated_hex(e,  f) {
  split(B[1], f, " ")
  if (e != 0 || f[3] == "") { item(probe, status(e == 0 ? 1 : e), code(e), name); return }
  if (item(probe, "ok", "-", name))
    put("+" perms(f[1]) " " f[2] " " f[3] " " type(f[1]) " " told(f[4]) " " told(f[5]) (type(f[1]) == "l" ? " " escaped(target) : ""))
}

function found(rec, hexed,  f, k, i, path) {
  split(rec, f, " ")
  path = rec
  for (i = 0; i < 4 + !hexed; i++) path = substr(path, index(path, " ") + 1)
  k = f[1]
  if (++hits[k] > limit[k]) return
  if (hexed) rec = perms(f[2]) " " f[3] " " f[4] " " type(f[2])
  else rec = octal(f[2]) " " f[3] " " f[4] " " f[5]
  F[k, hits[k]] = "+" rec " " escaped(path)
}

function found_all(e,  k, i, n) {
  for (k = 0; k < kinds; k++) {
    n = hits[k] + 0
    if (item(finds[k], n > limit[k] ? "truncated" : status(e), code(e), ""))
      for (i = 1; i <= n && i <= limit[k]; i++) put(F[k, i])
    put(N " done " finds[k])
  }
}

function frame(s,  a, n, t) {
  n = split(s, a, " ")
  t = a[1]
  if (t == "i" || t == "t") {
    probe = a[2]; max = a[3]; kind = t
    name = target = ""; named = lines = size = held = cut = PEM = 0
    mode = "name"
  } else if (t == "b") mode = kind == "t" ? "hex" : "body"
  else if (t == "e") { if (kind == "t") stated_hex(a[2]); else finish(a[2]); mode = "" }
  else if (t == "s") { probe = a[2]; rec = ""; kind = t; mode = "rec" }
  else if (t == "f") { if (mode != "finds") kinds = 0; mode = "finds"; finds[kinds] = a[2]; limit[kinds] = a[3]; hits[kinds] = 0; kinds++ }
  else if (t == "r") { rec = ""; kind = "f"; mode = "rec" }
  else if (t == "l") { kind = "l"; mode = "rec" }
  else if (t == "x") {
    if (kind == "s") { if (a[2] > 1) item(probe, status(a[2]), a[2], "") }
    else found_all(a[2])
    mode = ""
  } else if (t == "d") put(N " done " a[2])
  else if (t == "h") put(N " head " a[2] " " escaped(substr(s, length(a[2]) + 4)))
  else if (t == "z") whole = 1
}

function record(s) {
  if (kind == "l") { if (s != "") found(s, 1); return }
  rec = rec == "" ? s : rec "\n" s
  if (substr(rec, length(rec)) != "\377") return
  rec = substr(rec, 1, length(rec) - 1)
  if (kind == "s") stated(rec)
  else found(rec, 0)
  rec = ""
}

BEGIN {
  FS = "\001"
  for (i = 1; i < 32; i++) ESC[sprintf("%c", i)] = sprintf("\\%03o", i)
  ESC["\177"] = "\\177"
  ESC["\\"] = "\\134"
  CONTROL = "[\001-\037\177\\\\]"
}
NR == 1 {
  split($0, W, " ")
  N = W[1]
  SUM = W[2] == "sha256" ? "sha256sum" : W[2] == "cksum" ? "cksum" : ""
  LIMIT = W[3]
  L = length(N) + 1
  NS = N " "
  put(N " audit4 " W[4] " " W[5] " " W[6])
  next
}
substr($0, 1, L) == NS { frame(substr($0, L + 1)); next }
mode == "body" { body($0); next }
mode == "rec" { record($0); next }
mode == "name" { name = named++ ? name "\n" $0 : $0; next }
mode == "hex" {
  if (++lines == 1) B[1] = $0
  else if ($0 != "") target = target == "" ? $0 : target "\n" $0
}
END {
  if (!whole) exit
  printf "%s end %d %s ", N, items, W[2]
  fflush()
  if (SUM != "") close(SUM)
  else print ""
}
