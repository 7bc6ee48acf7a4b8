"""A Pulumi project as its ``Pulumi.yaml`` describes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.program.yaml_file import read_object

_NAMES: Final = ("Pulumi.yaml", "Pulumi.yml")
_SUFFIXES: Final = (".yaml", ".yml")
_TYPES: Final = ("string", "integer", "boolean", "array", "object")


class Items(BaseModel):
    """The type of a list's elements."""

    type: str = "string"
    items: Items | None = None


class Declaration(BaseModel):
    """One declared configuration key; without type, default and value it must be given."""

    model_config = ConfigDict(extra="ignore")

    type: str | None = None
    items: Items | None = None
    default: Any = None
    value: Any = None
    secret: bool = False
    description: str = ""

    @field_validator("type")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in _TYPES:
            raise ValueError(f"{value!r} is none of {', '.join(_TYPES)}")
        return value

    @property
    def preset(self) -> Any:
        """The value that holds where a stack gives none."""
        return self.default if self.default is not None else self.value


class _Options(BaseModel):
    model_config = ConfigDict(extra="ignore")

    virtualenv: str = ""
    toolchain: str = "pip"


class _Runtime(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    options: _Options = Field(default_factory=_Options)


class _Backend(BaseModel):
    model_config = ConfigDict(extra="ignore")

    url: str = ""


class _File(BaseModel):
    """``Pulumi.yaml`` as far as a preview reads it."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(min_length=1)
    runtime: _Runtime
    main: str = ""
    description: str | None = None
    config: dict[str, Declaration] = Field(default_factory=dict)
    stackConfigDir: str = ""
    backend: _Backend = Field(default_factory=_Backend)

    @field_validator("runtime", mode="before")
    @classmethod
    def _short_runtime(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="before")
    @classmethod
    def _folder_as_config(cls, value: Any) -> Any:
        """In older projects ``config`` names the folder of the stack files."""
        if isinstance(value, dict) and isinstance(value.get("config"), str):
            return {"stackConfigDir": value["config"], **value, "config": {}}
        return value

    @field_validator("config", mode="before")
    @classmethod
    def _short_declarations(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value or {}
        return {
            str(key): item if isinstance(item, dict) else {"default": item}
            for key, item in value.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project on disk. ``file`` is its ``Pulumi.yaml``, ``main`` the folder or the file that is
    run; ``backend`` is the URL that it names, empty for none.
    """

    name: str
    directory: Path
    file: Path
    main: Path
    virtualenv: str = ""
    toolchain: str = "pip"
    declared: dict[str, Declaration]
    stack_folder: Path
    backend: str = ""

    @staticmethod
    def is_in(directory: Path) -> bool:
        """Return whether a folder itself has the file of a project."""
        return any((directory / name).is_file() for name in _NAMES)

    @classmethod
    def read(cls, directory: Path) -> Project:
        """The project that ``directory`` lies in: here or in a folder above, as the CLI looks."""
        path = _find(directory)
        file = _parse(path)
        if file.runtime.name != "python":
            raise error(
                "Unsupported runtime",
                f"{path} names the runtime {file.runtime.name!r}; only Python programs can be "
                "previewed offline so far.",
                address="runtime",
                command="faro preview --engine",
            )
        main = (path.parent / file.main).resolve() if file.main else path.parent
        if not main.exists():
            raise error(
                "Program not found",
                f"{path} names main {file.main!r}: {main} does not exist.",
                address="main",
            )
        return cls(
            name=file.name,
            directory=path.parent,
            file=path,
            main=main,
            virtualenv=file.runtime.options.virtualenv,
            toolchain=file.runtime.options.toolchain,
            declared={full_key(key, file.name): item for key, item in file.config.items()},
            stack_folder=path.parent / file.stackConfigDir,
            backend=file.backend.url,
        )

    def check_program(self) -> None:
        """There is a program to run; Python itself would look for one elsewhere."""
        if self.main.is_dir() and not (self.main / "__main__.py").is_file():
            raise error(
                "Program not found",
                f"{self.main} has no __main__.py, the entry point of a Python program.",
                address="main",
            )

    def stacks(self) -> tuple[str, ...]:
        """The stacks that have a file, by name."""
        found = set()
        for suffix in _SUFFIXES:
            for path in self.stack_folder.glob(f"Pulumi.*{suffix}"):
                found.add(path.name.removeprefix("Pulumi.").removesuffix(suffix))
        return tuple(sorted(found))

    def stack_file(self, stack: str) -> Path | None:
        """The file of a stack, if it has one."""
        for suffix in _SUFFIXES:
            path = self.stack_folder / f"Pulumi.{stack}{suffix}"
            if path.exists():
                return path
        return None


def full_key(key: str, project: str) -> str:
    """A configuration key with its namespace; the project's own where it has none."""
    return key if ":" in key else f"{project}:{key}"


def _find(directory: Path) -> Path:
    start = directory.resolve()
    if not start.is_dir():
        raise error(
            "Folder not found",
            f"{directory} is not a folder. Give the one that holds Pulumi.yaml.",
            address=str(directory),
        )
    for folder in (start, *start.parents):
        for name in _NAMES:
            if (folder / name).is_file():
                return folder / name
    raise error(
        "No Pulumi project found",
        f"Neither {directory} nor a parent folder has a Pulumi.yaml.",
        address=str(directory),
        command="faro preview --program DIR",
    )


def _parse(path: Path) -> _File:
    try:
        return _File.model_validate(read_object(path))
    except ValidationError as problem:
        raise Failure(*invalid(problem, path, "Invalid project file")) from None


def invalid(problem: ValidationError, path: Path, summary: str) -> tuple[Diagnostic, ...]:
    """One diagnostic for each key of a data file that is wrong."""
    return tuple(
        Diagnostic(
            severity=Severity.ERROR,
            summary=summary,
            detail=f"{path}: {'.'.join(map(str, item['loc']))}: {item['msg']}.",
            address=".".join(map(str, item["loc"])),
        )
        for item in problem.errors()
    )
