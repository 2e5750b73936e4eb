"""Command lines that fetch a program and run it at once, or hand a shell away."""

import re

_SHELL = r"(ba|da|z|k)?sh\b"
_FETCH = r"\b(curl|wget|fetch|lwp-download)\b"
_RUNS = re.compile(
    rf"{_FETCH}[^|;\n]*\|\s*(sudo\s+)?{_SHELL}"
    rf"|\b{_SHELL}\s+(-c\s+[\"']?\$|<)\(\s*{_FETCH}"
    rf"|\b(eval|source)\s+[\"<]?\$?\(\s*{_FETCH}|(^|[\s;&])\.\s+<\(\s*{_FETCH}"
    rf"|base64\s+(-d|-D|--decode)[^|\n]*\|\s*{_SHELL}"
    r"|/dev/(tcp|udp)/|\b(nc|ncat|netcat)\b.*\s-\w*e"
)


def runs_what_it_fetches(line: str) -> bool:
    """Whether a shell would run what a network or an encoding brings.

    Also a line that connects a shell to the network (`/dev/tcp/`, `nc -e`).
    """
    return bool(_RUNS.search(line))
