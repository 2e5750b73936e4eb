"""Typed views of evidence: probes for each OS family and their parsers."""
