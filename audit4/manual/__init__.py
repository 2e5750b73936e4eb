"""A document for each control and each check, made from code and policy.

Markdown, in Vietnamese or English: what is looked at, why, how it is judged, what
runs on a host, how to mend it and take that back, references, and on how many
states of a host it is tested.
"""

from audit4.manual.pages import pages
from audit4.manual.trust import Trust, read_summaries, read_trust

__all__ = ["Trust", "pages", "read_summaries", "read_trust"]
