"""The project's own moves, as `faro preview` shows them offline."""

import pytest

from faro.cli import main
from tests.engine.engine import ROOT


def preview(capsys: pytest.CaptureFixture[str], *words: str, expect: int = 0) -> str:
    code = main(["preview", *words, f"--program={ROOT}"])
    said = capsys.readouterr()
    assert code == expect, said.err
    return said.out + said.err


def test_a_move_is_shown_step_by_step(capsys: pytest.CaptureFixture[str]) -> None:
    said = preview(capsys, "phase2", "--step=all")
    heads = [line for line in said.splitlines() if "  against " in line]
    assert heads == [
        "phase2 at expand  against phase1.5 at grow",
        "phase2 at shift  against phase2 at expand",
        "phase2 at contract  against phase2 at shift",
    ]
    shares = [line for line in said.splitlines() if line.startswith("traffic: ")]
    assert shares == [
        "traffic: 100 % → 90 % of /api/v2 to frontend",
        "traffic: 0 % → 10 % of /api/v2 to railway",
        "traffic: 90 % → 0 % of /api/v2 to frontend",
        "traffic: 10 % → 100 % of /api/v2 to railway",
    ]


def test_a_phase_names_its_steps(capsys: pytest.CaptureFixture[str]) -> None:
    said = preview(capsys, "phase2")
    assert "phase2 has the steps expand, shift, contract; each is a separate update." in said
    assert "run: faro preview phase2 --step all" in said


def test_a_database_grows_in_a_step_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    said = preview(capsys, "phase2-cloudrun", "--step=grow")
    assert "downtime: database-primary (gcp:sql:DatabaseInstance) restarts for" in said
    assert "downtime: supabase-project (supabase:Project) restarts for compute_size" in said
    assert "3 to update" in said
    assert "downtime:" not in preview(capsys, "phase3")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("phase2-cloudrun", "--config=previousBackend=frontend"),
            "phase2 at contract sends 100 % of /api/v2 to railway; phase2-cloudrun names "
            "frontend as the previous backend.\n"
            "  run: pulumi config set faro:previousBackend railway --stack phase2",
        ),
        (
            ("phase2-cloudrun", "--from=phase1.5"),
            "100 % of /api/v2 to frontend; phase2-cloudrun names railway as the previous backend",
        ),
        (
            ("phase3", "--config=moveStep=contract"),
            "phase3 sends 100 % of /api/v2 to kubernetes, which phase2-cloudrun at grow does not",
        ),
        (("phase3", "--step=nope"), "phase3 has no step 'nope'; it has expand, shift, contract"),
        (("phase3", "--config=databaseVersion=POSTGRES_16"), "Database version downgrade"),
    ],
)
def test_what_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert said in preview(capsys, *words, expect=1)


def test_what_was_made_by_hand_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    """A resource of an SDK by the engine, one of this project's providers by its own input."""
    ids = '{"dns-app":"zone/record","supabase-project":"abcdefghijklmnopqrst"}'
    said = preview(capsys, "phase1.5", "--from=none", f"--config=imports={ids}")
    words = " ".join(said.split())
    assert "cloudflare:index:DnsRecord (import zone/record)" in words
    assert "(adopts abcdefghijklmnopqrst)" in words
    said = preview(capsys, "phase1.5", '--config=imports={"dns-ap":"x"}', expect=1)
    assert "but stack phase1.5 has no resource of that name; did you mean 'dns-app'?" in said
