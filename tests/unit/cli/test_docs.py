from pathlib import Path

from tests.unit.cli.conftest import Run


def test_the_pages_are_written_in_the_language_asked_for(
    tmp_path: Path, run: Run
) -> None:
    said = run("checks", "docs", "--lang", "en", "--output", tmp_path / "docs")

    assert said.code == 0
    index = (tmp_path / "docs/index.md").read_text(encoding="utf-8")
    assert "# Controls and checks" in index
    assert (tmp_path / "docs/controls/l1-root-login.md").is_file()
    assert (tmp_path / "docs/checks/layer1_onsite.sshd_option.md").is_file()


def test_a_workspaces_own_policy_and_language_count(workspace: Path, run: Run) -> None:
    (workspace / "policies/rieng.yaml").write_text(
        'name: rieng\nversion: "7"\nas_of: 2026-01-01\nextends: four-layer\n'
        "title: {vi: Riêng, en: Own}\n"
        "override: {controls: {l3-pentest: {disable: Không dùng}}}\n",
        encoding="utf-8",
    )

    said = run("checks", "docs", "--policy", "rieng")

    assert said.code == 0
    assert "bộ tiêu chí rieng phiên bản 7" in said.out
    assert "l3-pentest.md" not in said.out
