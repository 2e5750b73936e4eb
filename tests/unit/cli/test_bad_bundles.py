from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02 nothing of ours",
        b'{"format": "audit4.recording/1"}\n',
        b"\x1f\x8b\x08\x00 cut off",
        b"audit4-bundle 1 nonce\n" + b"\xff" * 200,
    ],
)
def test_an_answer_file_that_is_none_of_ours_is_one_line_and_exit_2(
    workspace: Path, run: Run, content: bytes
) -> None:
    file = workspace / "answer"
    file.write_bytes(content)

    said = run("bundle", "import", file)

    assert said.code == 2, said
    assert "Traceback" not in said.err
    assert len(said.err.strip().splitlines()) == 1
