"""The repository of container images, in the region that runs them.

Owns the repository and how long it keeps images. Leaves out building and pushing: a pipeline does,
after the repository exists and before the first workload that names an image.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import artifactregistry

from components.validation import CheckedArgs, Problems


@dataclass(frozen=True, kw_only=True)
class ImageRegistryArgs(CheckedArgs):
    """Untagged images are deleted after ``untagged_days``, but never the newest ``kept``.

    ``after`` is what the repository waits for, such as the API that keeps it.
    """

    region: str
    untagged_days: int = 90
    kept: int = 50
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(self.untagged_days >= 1, "untagged_days must be at least 1")
        problems.unless(self.kept >= 1, "kept must be at least 1: a rollback needs an image")


class ImageRegistry(pulumi.ComponentResource):
    """A Docker repository named as the project; its tags cannot be moved to another image."""

    def __init__(
        self, name: str, args: ImageRegistryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:images:ImageRegistry", name, None, opts)
        self.repository = artifactregistry.Repository(
            f"{name}-repository",
            repository_id=pulumi.get_project(),
            location=args.region,
            format="DOCKER",
            description="Images of the backends",
            docker_config={"immutable_tags": True},
            cleanup_policies=[
                {
                    "id": "keep-newest",
                    "action": "KEEP",
                    "most_recent_versions": {"keep_count": args.kept},
                },
                {
                    "id": "delete-untagged",
                    "action": "DELETE",
                    "condition": {
                        "tag_state": "UNTAGGED",
                        "older_than": f"{args.untagged_days}d",
                    },
                },
            ],
            opts=pulumi.ResourceOptions(parent=self, protect=True, depends_on=list(args.after)),
        )
        self.register_outputs({"repository": self.repository.name})
