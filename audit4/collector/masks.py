"""Masks: a secret becomes `***`, and what kind it was stays readable.

The same rules stand in `mask.awk`, which runs on the host; this module applies
them again before anything is stored. Both work on bytes, in the same steps and
with the same bounds, and a test feeds both with the same lines. Masking again
never shows more.

Kept on purpose: the scheme of a crypt(3) hash and its lock (`!$6$***`; what has
no scheme is `***` for DES, `_***` for BSDi and `?***` for what is no hash),
settings that only speak of secrets (`PASS_MAX_DAYS=99`, `HostKey=/etc/ssh/…`),
paths, yes and no, and the two SNMP communities that everybody knows.
"""

import re
from collections.abc import Callable, Iterator

from audit4.collector import patterns as p

STAR = b"***"
_BLANK = (b" ", b"\t")
_QUOTES = (b'"', b"'")
_MOST = 200  # places masked by one rule in one line; the rest of it is masked whole
_TAIL = 100  # characters before a separator in which its key is looked for
_USER_PART = 1000  # characters after `://` in which a password is looked for
_HARMLESS_LENGTH = 200
_KIND_LENGTH = 24
_LEAST_HASH = 8  # what follows `$1$` in a line of shell is shorter than a hash
_LEAST_TOKEN = 15
_LONG = 16384
_LONG_TOOL = 4096
_NO_HASH = frozenset({b"", b"x", b"LK", b"LK*", b"NP", b"NP*", STAR})

Change = Callable[[bytes, bytes, bytes], tuple[bytes, bytes]]


def mask(content: bytes) -> bytes:
    """The content of one item with its secrets masked."""
    if p.STAT.fullmatch(content):
        return content
    if p.PEM.search(content):
        return _mask_lines(content)
    out: list[bytes] = []
    done = 0
    for start, end in _suspects(content):
        out += (content[done:start], mask_line(content[start:end]))
        done = end
    return b"".join((*out, content[done:]))


def _suspects(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the lines lie that `mask_line` might change, in order.

    Few lines of a host hold anything to mask: to look for words in the content as
    a whole finds them at a fraction of the cost of patterns on each line.
    """
    lowered = content.lower()
    starts = {found.start() for found in p.FIELDS_BELOW.finditer(b"\n" + content)}
    for word in p.TRIGGER_WORDS:
        at = lowered.find(word)
        while at >= 0:
            starts.add(content.rfind(b"\n", 0, at) + 1)
            at = lowered.find(word, _end(content, at))
    for start in sorted(starts):
        yield start, _end(content, start)


def _end(content: bytes, place: int) -> int:
    """Where the line ends in which a place lies."""
    end = content.find(b"\n", place)
    return len(content) if end < 0 else end


def _mask_lines(content: bytes) -> bytes:
    """The same, line by line, for content in which a key goes over several lines."""
    out: list[bytes] = []
    pem = False
    for raw in content.split(b"\n"):
        line = raw
        if pem:
            end = line.find(b"-----END")
            if end < 0 and p.PEM_BODY.match(line):
                out += [] if line else [line]
                continue
            line = line[max(end, 0) :]
        line, pem = _pem(line)
        out.append(mask_line(line))
        if pem:
            out.append(STAR)
    return b"\n".join(out)


def too_long(line: bytes) -> bool:
    """Whether a line is too long to be searched for secrets at a bounded cost."""
    if len(line) <= _LONG_TOOL:
        return False
    trigger = p.TOOL if len(line) <= _LONG else p.TRIGGER
    return bool(trigger.search(line.lower()))


def mask_line(line: bytes) -> bytes:
    """One line with its secrets masked; keys over several lines are `mask`'s."""
    if too_long(line):
        return STAR
    if p.FIELDS.match(line) and (cells := _cells(line)):
        # A full name may say `key: x`; no more of such a line is masked, or a
        # user could hide the rest of an account.
        return _walk(cells, p.HASH, _hash, lower=False)
    if not p.TRIGGER.search(line.lower()):
        return line
    line = _walk(line, p.HASH, _hash, lower=False)
    line = _walk(line, p.GRUB, lambda _, t, rest: (t[:19] + STAR, rest))
    line = _walk(line, p.BRACED, _braced)
    line = _assigned(_urls(line))
    line = _walk(line, p.ELEMENT, _element)
    line = _walk(b" " + line, p.WORD, _spaced)[1:]
    line = _walk(_snmp(line), p.TOKEN, _token)
    return _walk(line, p.TOOLS, _tool)


def _walk(
    line: bytes, pattern: re.Pattern[bytes], change: Change, *, lower: bool = True
) -> bytes:
    """Apply `change(before, match, after) -> (shown, what to search on)`."""
    out = b""
    for _ in range(_MOST):
        found = pattern.search(line.lower() if lower else line)
        if not found:
            return out + line
        out += line[: found.start()]
        shown, line = change(
            out, line[found.start() : found.end()], line[found.end() :]
        )
        out += shown
    return out + STAR if line else out


def _pem(line: bytes) -> tuple[bytes, bool]:
    """The line without key bodies, and whether one goes on in the lines below."""
    out = b""
    while found := p.PEM.search(line):
        out += line[: found.end()]
        line = line[found.end() :]
        end = line.find(b"-----END")
        if end < 0:
            return out, True
        out += STAR
        line = line[end:]
    return out + line, False


def _cells(line: bytes) -> bytes | None:
    """A line of passwd, shadow, group or gshadow without its hash, else None."""
    cells = line.split(b":")
    match len(cells):
        case 9:
            known = all(p.NUMBER.match(c) for c in cells[2:8])
        case 7:
            known = all(p.NUMBER.match(c) for c in cells[2:4])
        case 4:
            hashed = p.DES.match(cells[1]) or p.BSDI.match(cells[1])
            known = bool(hashed or (cells[2] and p.NUMBER.match(cells[2])))
        case _:
            known = False
    return b":".join([cells[0], _field(cells[1]), *cells[2:]]) if known else None


def _field(text: bytes) -> bytes:
    """What a password field may say: lock, emptiness and scheme."""
    bare = p.LOCK.sub(b"", text)
    lock = text[: len(text) - len(bare)]
    if bare in _NO_HASH or bare in (b"_" + STAR, b"?" + STAR):
        return text
    if scheme := p.SCHEME.match(bare):
        return lock + scheme[0][:-1] + b"$" + STAR
    if bare[:1] == b"{":
        return lock + bare[: bare.find(b"}") + 1] + STAR
    if p.DES.match(bare):
        return lock + STAR
    return lock + (b"_" if p.BSDI.match(bare) else b"?") + STAR


def _hash(_: bytes, text: bytes, rest: bytes) -> tuple[bytes, bytes]:
    """`$6$***`; text too short for a hash stays."""
    scheme = p.SCHEME.match(text)
    head = scheme[0] if scheme else b"$"
    if len(text) - len(head) < _LEAST_HASH:
        return text, rest
    return head[:-1] + b"$" + STAR, rest


def _braced(_: bytes, text: bytes, rest: bytes) -> tuple[bytes, bytes]:
    return text[: text.find(b"}") + 1] + STAR, rest


def _urls(line: bytes) -> bytes:
    """`scheme://user:***@host`, and `scheme://***@host` for a long user alone."""
    head, *parts = line.split(b"://")
    return b"://".join([head, *(_userinfo(part) for part in parts)])


def _userinfo(text: bytes) -> bytes:
    start = text[:_USER_PART]
    for stop in b" \t\"'<>":
        start = start.split(bytes([stop]), 1)[0]
    at = start.rfind(b"@")
    colon = start.find(b":")
    if at < 0 or (colon < 0 and at < _LEAST_TOKEN) or colon > at:
        return text
    return start[: colon + 1] + STAR + text[at:]


def _assigned(line: bytes) -> bytes:
    """Values of `key=value`, `key: value` and `"key":"value"`."""
    out, copied, hits = b"", 0, 0
    for found in re.finditer(rb"[=:]", line):
        at = found.start()
        if at < copied:
            continue
        key = p.KEY.search(line[max(copied, at - _TAIL) : at].lower())
        if not key or not (value := _value(line, at, len(key[0]))):
            continue
        start, end = value
        hits += 1
        if hits > _MOST:
            return out + line[copied:start] + STAR
        out += line[copied:start] + STAR
        copied = end
    return out + line[copied:]


def _value(line: bytes, at: int, width: int) -> tuple[int, int] | None:
    """Where the secret after a separator begins and ends; None if there is none."""
    begin = at - width
    key = p.KEY_END.sub(b"", line[begin:at].lower())
    closed = key[-1:] in _QUOTES
    key = key[:-1] if closed else key
    before = line[begin - 1 : begin] if begin else b""
    if not (p.SECRET.search(key) or (closed and key == b"auth")):
        return None
    start = _start(line, at, closed=closed)
    if start is None or start == len(line):
        return None
    rest = line[start:]
    if rest[:1] in _QUOTES:
        start += 1
        text = _until(rest[1:], rest[:1])
    elif before in _QUOTES and not closed:
        text = _until(rest, before)
    elif begin <= _TAIL and p.LEADS.match(line[:begin].lower()):
        text = rest
    else:
        text = _word(rest, commas=bool(p.OPTIONS.search(line.lower())))
    if text == STAR or _harmless(key, text.lower(), line, begin, at):
        return None
    return start, start + len(text)


def _start(line: bytes, at: int, *, closed: bool) -> int | None:
    """Where the value may begin; None where the sign is no separator."""
    after = line[at + 1 : at + 2]
    start = at + 1
    if line[at : at + 1] == b":":
        if after == b"=":
            start += 1
        elif not closed and after not in (b"", *_BLANK, *_QUOTES):
            return None
    elif after in (b"=", b"~"):
        return None
    elif after == b">":
        start += 1
    while line[start : start + 1] in _BLANK:
        start += 1
    return start


def _until(text: bytes, quote: bytes) -> bytes:
    """Text up to the next quote that no backslash precedes, else all of it."""
    i = 0
    while i < len(text) and text[i : i + 1] != quote:
        i += 2 if text[i : i + 1] == b"\\" else 1
    return text[:i]


def _word(text: bytes, *, commas: bool) -> bytes:
    """Text up to a blank; all of it where a quote in it is not closed."""
    ends = b"[ \t,]" if commas else b"[ \t]"
    word = re.split(ends, text, maxsplit=1)[0]
    odd = word.count(b'"') % 2 or word.count(b"'") % 2
    return text if odd else word


def _harmless(key: bytes, value: bytes, line: bytes, begin: int, at: int) -> bool:
    """Whether a value under a key that speaks of secrets is none."""
    if p.HARMLESS.match(key):
        return True
    if len(value) > _HARMLESS_LENGTH:
        return False
    if p.PLAIN.match(value) or p.PATH.match(value) or p.PUBLIC.match(value):
        return True
    if p.COUNT.match(value):
        return bool(p.ABOUT.search(key) or p.SYSCTL.match(key))
    return _speaks_of_kind(key, value) or _belongs(key, value, line, begin, at)


def _speaks_of_kind(key: bytes, value: bytes) -> bool:
    """`password_encryption = scram-sha-256`, and the communities all know."""
    if p.KINDS.search(key) and len(value) <= _KIND_LENGTH and p.KIND.match(value):
        return True
    return b"community" in key and bool(p.KNOWN.match(value))


def _belongs(key: bytes, value: bytes, line: bytes, begin: int, at: int) -> bool:
    """Lines of nsswitch.conf, `PASSWD:` of sudoers, the label of an audit rule."""
    if key in (b"passwd", b"publickey") and p.NSSWITCH.match(value):
        return True
    if key == b"passwd":
        return line[begin:at] == b"PASSWD" and b"=" in line[:begin]
    return key == b"key" and line[:begin].endswith(b"-F ")


def _element(_: bytes, text: bytes, rest: bytes) -> tuple[bytes, bytes]:
    """`<password>***`; what only speaks of secrets stays."""
    name, _sign, value = text.partition(b">")
    key = name[1:].lower()
    bare = value.strip(b" \t").lower()
    if (
        len(key) > _TAIL
        or not p.SECRET.search(key)
        or not bare
        or _harmless(key, bare, b"", 0, 0)
    ):
        return text, rest
    return name + b">" + STAR, rest


def _spaced(before: bytes, text: bytes, rest: bytes) -> tuple[bytes, bytes]:
    """`password VALUE`, `--token VALUE` and the like."""
    word = text[1:].rstrip(b" \t").lower()
    known = rest[:_TAIL].lower()
    if not rest or p.OPERATOR.match(known) or known.startswith(STAR):
        return text[:-1], text[-1:] + rest
    if word in (b"password", b"-password") and p.PAM.match(known):
        return text[:-1], text[-1:] + rest
    if b"community" in word:
        if p.KNOWN.match(known):
            return text[:-1], text[-1:] + rest
        value = _word(rest, commas=False)
    elif rest[:1] in _QUOTES:
        text += rest[:1]
        value = _until(rest[1:], rest[:1])
        rest = rest[1:]
    elif word[:1] != b"-" and p.LEADS.match((before + text[:1])[: _TAIL + 1].lower()):
        value = rest
    else:
        value = _word(rest, commas=False)
    return text + STAR, rest[len(value) :]


def _snmp(line: bytes) -> bytes:
    """Lines of snmpd.conf whose secret has no name before it."""
    low = line.lower()
    if found := p.USM.match(low):
        return line[: found.end()] + STAR if found.end() < len(line) else line
    if p.SINK.match(low) and (found := p.LAST.search(low)):
        if p.KNOWN.match(low[found.start() :]):
            return line
        return line[: found.start()] + STAR
    return line


def _token(_: bytes, text: bytes, rest: bytes) -> tuple[bytes, bytes]:
    """Tokens that are known by their form; what is shorter is a word."""
    head = p.TOKEN_HEAD.match(text.lower())
    start = text[: head.end()] if head else b""
    if len(text) - len(start) < _LEAST_TOKEN:
        return text, rest
    return start + STAR, rest


def _tool(_: bytes, text: bytes, rest: bytes) -> tuple[bytes, bytes]:
    value = _word(rest, commas=False)
    if not value or value == STAR:
        return text, rest
    return text + STAR, rest[len(value) :]
