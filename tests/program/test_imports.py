"""What a program's source tells beforehand: the SDK names it uses, and what it is made of."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from faro.program.digest import digest
from faro.program.imports import sdk_imports, sources


def put(folder: Path, name: str, text: str = "") -> Path:
    """Write a file of a program."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("import pulumi_gcp\n", {"pulumi_gcp"}, id="import"),
        pytest.param(
            "import pulumi_gcp\npulumi_gcp.compute.Network('n')\n",
            {"pulumi_gcp", "pulumi_gcp.compute.Network"},
            id="chain",
        ),
        pytest.param(
            "import pulumi_gcp as gcp\ngcp.compute.Network('n')\ngcp.config\n",
            {"pulumi_gcp", "pulumi_gcp.compute.Network", "pulumi_gcp.config"},
            id="alias",
        ),
        pytest.param(
            "import pulumi_gcp.compute\npulumi_gcp.redis.Instance('r')\n",
            {"pulumi_gcp.compute", "pulumi_gcp.redis.Instance"},
            id="import of a module",
        ),
        pytest.param(
            "import pulumi_gcp.compute as c\nc.Network('n')\n",
            {"pulumi_gcp.compute", "pulumi_gcp.compute.Network"},
            id="alias of a module",
        ),
        pytest.param(
            "from pulumi_gcp import compute, redis as r\ncompute.Network('n')\nr.Instance('i')\n",
            {
                "pulumi_gcp",
                "pulumi_gcp.compute",
                "pulumi_gcp.redis",
                "pulumi_gcp.compute.Network",
                "pulumi_gcp.redis.Instance",
            },
            id="from",
        ),
        pytest.param(
            "from pulumi_gcp.compute import Network as N\nN('n').id\nN.get\n",
            {
                "pulumi_gcp.compute",
                "pulumi_gcp.compute.Network",
                "pulumi_gcp.compute.Network.get",
            },
            id="from a module",
        ),
        pytest.param(
            "def f():\n    import upstash_pulumi as u\n    return u.RedisDatabase('r').endpoint\n",
            {"upstash_pulumi", "upstash_pulumi.RedisDatabase"},
            id="in a function",
        ),
        pytest.param(
            """\
            import pulumi
            import pulumi_gcp as gcp

            def f(network: gcp.compute.Network, size: "gcp.x.Y" = gcp.K) -> list[gcp.sql.User]:
                return [gcp.a.B(**{"c": gcp.d.E()}).f for _ in range(3) if gcp.g]
            """,
            {
                "pulumi",
                "pulumi_gcp",
                "pulumi_gcp.compute.Network",
                "pulumi_gcp.K",
                "pulumi_gcp.sql.User",
                "pulumi_gcp.a.B",
                "pulumi_gcp.d.E",
                "pulumi_gcp.g",
            },
            id="anywhere",
        ),
        pytest.param(
            "import pulumi, pulumiverse_vercel as v\npulumi.Output.all\nv.Project\n",
            {"pulumi", "pulumi.Output.all", "pulumiverse_vercel", "pulumiverse_vercel.Project"},
            id="several",
        ),
        pytest.param(
            "import os.path\nimport yaml as pulumi_x\npulumi_x.safe_load\n", set(), id="no SDK"
        ),
        pytest.param("from .pulumi_gcp import compute\nfrom . import pulumi\n", set(), id="own"),
        pytest.param("import pulumi_gcp\ndef broken(:\n", set(), id="no Python"),
        pytest.param("x = 'import pulumi_gcp'\n", set(), id="a text"),
        pytest.param("import pulumi_gcp\0\n", set(), id="a null byte"),
    ],
)
def test_names_that_a_file_uses(tmp_path: Path, source: str, names: set[str]) -> None:
    """Whole dotted names, by whatever name the file calls them."""
    put(tmp_path, "__main__.py", source)
    found = sdk_imports(tmp_path)
    assert set(found.names) == names
    assert found.whole == ()


def test_star_imports_want_a_package_whole(tmp_path: Path) -> None:
    """Of any file, of any module of the package."""
    put(tmp_path, "__main__.py", "from pulumi_random import *\nfrom os import *\n")
    put(tmp_path, "net.py", "from pulumi_gcp.compute import *\nimport pulumi_aws\n")
    found = sdk_imports(tmp_path)
    assert found.whole == ("pulumi_gcp", "pulumi_random")
    assert found.names == ("pulumi_aws", "pulumi_gcp.compute", "pulumi_random")


def test_names_of_all_files(tmp_path: Path) -> None:
    """Each once and in order; an alias is one file's own."""
    put(tmp_path, "__main__.py", "import pulumi_gcp as sdk\nsdk.a.B\n")
    put(tmp_path, "parts/one.py", "import pulumi_aws as sdk\nsdk.a.B\n")
    put(tmp_path, "parts/two.py", "import pulumi_gcp as sdk\nsdk.a.B\n")
    put(tmp_path, "parts/three.py", "sdk.a.C\n")
    names = ("pulumi_aws", "pulumi_aws.a.B", "pulumi_gcp", "pulumi_gcp.a.B")
    assert sdk_imports(tmp_path).names == names


def test_a_programs_own_files(tmp_path: Path) -> None:
    """Not its tests, nor what is installed or hidden below it."""
    for name in ("b.py", "a.py", "parts/c.py", "parts/deep/d.py", "__main__.py"):
        put(tmp_path, name)
    for name in (".venv/x.py", "venv/lib/x.py", "node_modules/x.py", "tests/x.py", "notes.txt"):
        put(tmp_path, name)
    put(tmp_path, "venv/pyvenv.cfg")
    put(tmp_path, "__pycache__/x.py")
    found = [str(path.relative_to(tmp_path)) for path in sources(tmp_path)]
    assert found == ["__main__.py", "a.py", "b.py", "parts/c.py", "parts/deep/d.py"]


def test_no_end_of_files(tmp_path: Path) -> None:
    """A program in a huge folder is not searched for ever."""
    for number in range(12):
        for name in range(50):
            put(tmp_path, f"part{number:02}/m{name}.py")
    assert 500 <= len(list(sources(tmp_path))) < 600


CONFIG = {"shop:size": "3", "gcp:region": "eu"}


def program(folder: Path, *, end: str = "") -> Path:
    """A program of two files."""
    put(folder, "__main__.py", f"import parts\n{end}")
    put(folder, "parts.py")
    return folder


def test_the_digest_is_that_of_content(tmp_path: Path) -> None:
    """The same in another folder, with the keys in another order, with other files beside."""
    one, two = program(tmp_path / "one"), program(tmp_path / "two")
    for name in ("README.md", "tests/test_it.py", ".venv/x.py", "__pycache__/x.py"):
        put(two, name, "text")
    assert digest(one, CONFIG) == digest(two, dict(reversed(CONFIG.items())))
    assert len(digest(one, CONFIG)) == 64


def test_the_digest_tells_a_change(tmp_path: Path) -> None:
    """Of a file, of a file's name, of a value."""
    one = program(tmp_path / "one")
    changed = program(tmp_path / "two", end="# more\n")
    moved = program(tmp_path / "three")
    (moved / "parts.py").rename(moved / "part.py")
    found = {
        digest(one, CONFIG),
        digest(changed, CONFIG),
        digest(moved, CONFIG),
        digest(one, {**CONFIG, "shop:size": "4"}),
        digest(one, {}),
    }
    assert len(found) == 5
