"""`faro comment` against GitHub on loopback: from a saved report to the one comment."""

from pathlib import Path

import pytest

from faro.cli import main
from faro.views import json
from tests.program.projects import PROJECT, Shop
from tests.program.test_revision import commit, git
from tests.vendors.fake import TOKEN
from tests.views import plans

from .server import REPOSITORY, GitHub

Capture = pytest.CaptureFixture[str]
SHA = "1" * 40


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.json"
    path.write_text(json.render(plans.phases(), show_same=True))
    return str(path)


@pytest.fixture
def runner(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that a workflow gives."""
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)


@pytest.mark.usefixtures("runner")
def test_one_comment_that_is_brought_up_to_date(
    github: GitHub, report: str, capsys: Capture
) -> None:
    assert main(["comment", report, "--pr=7", "--valid-at=2026-11-26T12:00:00Z"]) == 0
    assert main(["comment", report, "--pr=7", "--valid-at=2026-11-26T12:00:01Z"]) == 0
    [text] = github.texts()
    assert text.splitlines()[0] == (
        "<!-- faro:comment tag=preview valid-at=2026-11-26T12:00:01Z -->"
    )
    assert text.splitlines()[1].startswith("## 4 of 5 stacks change; data at risk in ")
    created, updated = capsys.readouterr().out.splitlines()
    assert created.startswith("created https://")
    assert updated == created.replace("created", "updated")


@pytest.mark.usefixtures("runner")
def test_the_pull_request_is_found_by_its_head(github: GitHub, report: str) -> None:
    """A number in an artifact would be the stranger's who made it."""
    sha = "a" * 40
    assert main(["comment", report, f"--sha={sha}"]) == 0
    assert len(github.texts()) == 1
    assert main(["comment", report, f"--sha={SHA}"]) == 1
    assert len(github.texts()) == 1


@pytest.mark.usefixtures("runner")
def test_without_a_file_the_program_is_previewed_against_the_merge_base(
    github: GitHub, tmp_path: Path
) -> None:
    shop = Shop(tmp_path)
    shop.put("Pulumi.yaml", PROJECT)
    shop.put("Pulumi.dev.yaml", "config: {}\n")
    shop.put("__main__.py", "")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    assert main(["comment", "--pr=7", f"--program={tmp_path}"]) == 0
    [text] = github.texts()
    assert text.splitlines()[1] == "## Nothing changes"


def test_a_dry_run_asks_nobody(
    report: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:1")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    assert main(["comment", report, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("<!-- faro:comment tag=preview valid-at=")


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        ([], {}, "Give --pr or --sha."),
        (["--pr=7", f"--sha={SHA}"], {}, "Give --pr or --sha."),
        (["--pr=7"], {"GITHUB_REPOSITORY": ""}, "Give --repository OWNER/NAME"),
        (["--pr=7"], {"GITHUB_REPOSITORY": "a"}, "is not OWNER/NAME"),
        (["--pr=7"], {"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
        (["--pr=7", "--tag=a b"], {}, "is not 1 to 50 letters"),
        (["--pr=0"], {}, "0 is not in the range"),
        (["--pr=7", "--valid-at=noon"], {}, "does not match the format"),
    ],
)
@pytest.mark.usefixtures("runner")
def test_words_that_are_wrong(
    github: GitHub,
    report: str,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    *,
    words: list[str],
    environment: dict[str, str],
    said: str,
) -> None:
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert main(["comment", report, *words]) == 1
    assert said in capsys.readouterr().err
    assert github.texts() == []
