"""The shipped checks, one file each, grouped by the four layers."""

if __name__ != "audit4.checks":
    msg = "import audit4.checks, not checks: there is one name for each"
    raise ImportError(msg)
