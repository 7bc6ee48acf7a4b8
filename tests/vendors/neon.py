"""Neon on loopback.

What its description leaves open, each with where it is said:

- every write is asynchronous, operations run one after another, and a further write is locked out
  with 423 until they have (api-docs.neon.tech, Operations; kislerdm/terraform-provider-neon,
  provider/retry.go);
- what is protected is not deleted, nor its endpoints, nor its project
  (neon.com/docs/guides/protected-branches; the status is inferred);
- a role that owns a database is not deleted (neon.com/docs/manage/roles; the status is inferred);
- a branch that was just made reads 404 for a moment (users' reports);
- a project's checks of its sleeping endpoints are among its operations, and may have failed;
- a project comes with a default branch and that branch's endpoint (kislerdm/terraform-provider-neon
  issue 69), and new endpoint defaults leave that endpoint as it is (issue 234);
- max below min, or a suspend time out of range, is a 400 (the description of endpoints);
- a name that is taken on a branch, or a second read_write endpoint, is a 409.
"""

from typing import Any

from .fake import Call, Fake, Refused, Route
from .neon_shapes import BRANCH, ENDPOINT, LISTED, PROJECT, TIME
from .openapi import description

_FINISHED_AFTER = 1  # looks at the operations


class Neon(Fake):
    """Projects with their branches, endpoints, roles and databases."""

    source = "neon-openapi.json"

    def __init__(self) -> None:
        super().__init__()
        self.described = description(self.source, "http://neon.test")
        self.projects: dict[str, dict[str, Any]] = {}
        self.branches: dict[str, dict[str, Any]] = {}
        self.endpoints: dict[str, dict[str, Any]] = {}
        self.roles: dict[tuple[str, str], dict[str, Any]] = {}
        self.databases: dict[tuple[str, str], dict[str, Any]] = {}
        self.operations: dict[str, list[dict[str, Any]]] = {}
        self.looks = _FINISHED_AFTER
        """Looks at the operations, or refused writes, until one is finished."""
        self.hidden_branch = 1
        """Looks until a new branch is seen."""
        self.fails: set[str] = set()
        """Actions that end as failed."""
        self.regions = {"aws-ap-southeast-1", "aws-us-east-2"}
        self._number = self._begun = 0
        self._hidden: dict[str, int] = {}

    def routes(self) -> dict[str, Route]:
        project, branch = "/projects/{project_id}", "/projects/{project_id}/branches/{branch_id}"
        endpoint = "/projects/{project_id}/endpoints/{endpoint_id}"
        return {
            "GET /projects": self._list_projects,
            "POST /projects": self._create_project,
            f"GET {project}": lambda c: (200, {"project": self._project(c)}),
            f"PATCH {project}": self._update_project,
            f"DELETE {project}": self._delete_project,
            f"GET {project}/operations": self._list_operations,
            f"GET {project}/connection_uri": self._connection_uri,
            f"GET {project}/branches": self._list_branches,
            f"POST {project}/branches": self._create_branch,
            f"GET {branch}": self._get_branch,
            f"PATCH {branch}": self._update_branch,
            f"DELETE {branch}": self._delete_branch,
            f"GET {project}/endpoints": self._list_endpoints,
            f"POST {project}/endpoints": self._create_endpoint,
            f"GET {endpoint}": lambda c: (200, {"endpoint": self._endpoint(c)}),
            f"PATCH {endpoint}": self._update_endpoint,
            f"DELETE {endpoint}": self._delete_endpoint,
            f"GET {branch}/roles": self._list_roles,
            f"POST {branch}/roles": self._create_role,
            f"GET {branch}/roles/{{role_name}}/reveal_password": self._password,
            f"DELETE {branch}/roles/{{role_name}}": self._delete_role,
            f"GET {branch}/databases": self._list_databases,
            f"POST {branch}/databases": self._create_database,
            f"GET {branch}/databases/{{database_name}}": lambda c: (
                200,
                {"database": self._database(c)},
            ),
            f"PATCH {branch}/databases/{{database_name}}": self._update_database,
            f"DELETE {branch}/databases/{{database_name}}": self._delete_database,
        }

    def unauthorized(self) -> tuple[int, Any]:
        return 401, self.failure(401)

    def failure(self, status: int) -> Any:
        return {"code": "", "message": f"status {status}"}

    def secrets(self) -> list[str]:
        return [role["password"] for role in self.roles.values()]

    # Projects

    def _list_projects(self, call: Call) -> tuple[int, Any]:
        search = call.query.get("search", "")
        found = [p for p in self.projects.values() if search in p["name"]]
        listed = [{k: v for k, v in p.items() if k in LISTED} | {"active_time": 0} for p in found]
        return 200, {"projects": listed, "applications": {}, "integrations": {}}

    def _create_project(self, call: Call) -> tuple[int, Any]:
        asked = call.body["project"]
        if asked["region_id"] not in self.regions:
            raise Refused(400, _error(f"region {asked['region_id']} is not available"))
        id_ = self._id("proj")
        project = {**PROJECT, **asked, "id": id_, "proxy_host": "ap.aws.neon.tech"}
        self.projects[id_] = project
        branch = self._new_branch(id_, {"name": "main"}, default=True)
        defaults = asked["default_endpoint_settings"]
        endpoint = self._new_endpoint(id_, {**defaults, "branch_id": branch["id"]})
        operations = self._begin(id_, "create_branch", branch["id"])
        return 201, {
            "project": project,
            "branch": branch,
            "endpoints": [endpoint],
            "operations": operations,
            "connection_uris": [],
            "roles": [],
            "databases": [],
        }

    def _update_project(self, call: Call) -> tuple[int, Any]:
        project = self._free(call)
        project.update(call.body["project"])
        operations = self._begin(project["id"], "apply_config")
        return 200, {"project": project, "operations": operations}

    def _delete_project(self, call: Call) -> tuple[int, Any]:
        mine = [b for b in self.branches.values() if b["project_id"] == self._free(call)["id"]]
        if any(branch["protected"] for branch in mine):
            raise Refused(422, _error("project has protected branches and cannot be deleted"))
        project = self.projects.pop(self._project(call)["id"])
        for things in (self.branches, self.endpoints):
            for id_ in [i for i, t in things.items() if t["project_id"] == project["id"]]:
                del things[id_]
        return 200, {"project": project}

    def _list_operations(self, call: Call) -> tuple[int, Any]:
        operations = self.operations[self._project(call)["id"]]
        self._pass(operations)
        plain = [{k: v for k, v in o.items() if k != "looks"} for o in reversed(operations)]
        return 200, {"operations": plain[:20], "pagination": {"cursor": "x"}}

    def _pass(self, operations: list[dict[str, Any]]) -> None:
        """Let the first operation that is not finished come nearer to its end."""
        for operation in operations:
            if operation["status"] != "running":
                continue
            operation["looks"] -= 1
            if operation["looks"] < 0:
                failed = operation["action"] in self.fails
                operation["status"] = "failed" if failed else "finished"

    def _free(self, call: Call) -> dict[str, Any]:
        """The project, unless it is at work on something."""
        project = self._project(call)
        operations = self.operations.get(project["id"], [])
        if any(operation["status"] == "running" for operation in operations):
            self._pass(operations)
            said = "project already has running operations, scheduling of new ones is prohibited"
            raise Refused(423, _error(said))
        return project

    def _connection_uri(self, call: Call) -> tuple[int, Any]:
        query, branch = call.query, call.query["branch_id"]
        role = self._known(self.roles.get((branch, query["role_name"])))
        self._known(self.databases.get((branch, query["database_name"])))
        id_, _, rest = self._default_endpoint(branch)["host"].partition(".")
        host = f"{id_}-pooler.{rest}" if query["pooled"] == "true" else f"{id_}.{rest}"
        login = f"{role['name']}:{role['password']}"
        return 200, {"uri": f"postgresql://{login}@{host}/{query['database_name']}?sslmode=require"}

    # Branches

    def _list_branches(self, call: Call) -> tuple[int, Any]:
        search, project = call.query.get("search", ""), self._project(call)["id"]
        found = [b for b in self.branches.values() if b["project_id"] == project]
        return 200, {
            "branches": [b for b in found if search in b["name"]],
            "annotations": {},
            "pagination": {"sort_by": "updated_at", "sort_order": "desc"},
        }

    def _create_branch(self, call: Call) -> tuple[int, Any]:
        project = self._free(call)["id"]
        asked = {"parent_id": self._default_branch(project)["id"], **call.body["branch"]}
        branch = self._new_branch(project, asked, default=False)
        self._hidden[branch["id"]] = self.hidden_branch
        return 201, {
            "branch": branch,
            "endpoints": [],
            "operations": self._begin(project, "create_branch", branch["id"]),
            "roles": [],
            "databases": [],
        }

    def _get_branch(self, call: Call) -> tuple[int, Any]:
        branch = self._branch(call)
        self._hidden[branch["id"]] = self._hidden.get(branch["id"], 0) - 1
        if self._hidden[branch["id"]] >= 0:
            raise Refused(404, _error("branch not found"))
        about = {"object": {"type": "console/branch", "id": branch["id"]}, "value": {}}
        return 200, {"branch": branch, "annotation": about}

    def _update_branch(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        branch = self._branch(call)
        branch.update(call.body["branch"])
        return 200, {"branch": branch, "operations": []}

    def _delete_branch(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        if self._branch(call)["protected"]:
            raise Refused(422, _error("branch is protected and cannot be deleted"))
        branch = self.branches.pop(self._branch(call)["id"])
        operations = self._begin(branch["project_id"], "delete_timeline", branch["id"])
        return 200, {"branch": branch, "operations": operations}

    # Endpoints

    def _list_endpoints(self, call: Call) -> tuple[int, Any]:
        project = self._project(call)["id"]
        return 200, {
            "endpoints": [e for e in self.endpoints.values() if e["project_id"] == project]
        }

    def _create_endpoint(self, call: Call) -> tuple[int, Any]:
        project, asked = self._free(call)["id"], call.body["endpoint"]
        same = [e for e in self.endpoints.values() if e["branch_id"] == asked["branch_id"]]
        if asked["type"] == "read_write" and any(e["type"] == "read_write" for e in same):
            raise Refused(409, _error("read_write endpoint already exists"))
        endpoint = self._new_endpoint(project, asked)
        operations = self._begin(project, "start_compute", asked["branch_id"])
        return 201, {"endpoint": endpoint, "operations": operations}

    def _update_endpoint(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        endpoint = self._endpoint(call)
        endpoint.update(call.body["endpoint"])
        _refuse_bad_compute(endpoint)
        operations = self._begin(endpoint["project_id"], "apply_config", endpoint["branch_id"])
        return 200, {"endpoint": endpoint, "operations": operations}

    def _delete_endpoint(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        if self.branches[self._endpoint(call)["branch_id"]]["protected"]:
            raise Refused(422, _error("endpoint of a protected branch cannot be deleted"))
        endpoint = self.endpoints.pop(self._endpoint(call)["id"])
        operations = self._begin(endpoint["project_id"], "suspend_compute", endpoint["branch_id"])
        return 200, {"endpoint": endpoint, "operations": operations}

    # Roles and databases

    def _list_roles(self, call: Call) -> tuple[int, Any]:
        branch = self._branch(call)["id"]
        return 200, {"roles": [_shown(r) for (b, _), r in self.roles.items() if b == branch]}

    def _create_role(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        branch, name = self._branch(call), call.body["role"]["name"]
        if (branch["id"], name) in self.roles:
            raise Refused(409, _error(f"role {name} already exists"))
        role = {
            "branch_id": branch["id"],
            "name": name,
            "password": f"npg_secret{len(self.roles)}",
            "created_at": TIME,
            "updated_at": TIME,
        }
        self.roles[branch["id"], name] = role
        operations = self._begin(branch["project_id"], "apply_config", branch["id"])
        return 201, {"role": role, "operations": operations}

    def _password(self, call: Call) -> tuple[int, Any]:
        key = (call.place["branch_id"], call.place["role_name"])
        return 200, {"password": self._known(self.roles.get(key))["password"]}

    def _delete_role(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        branch, name = self._branch(call), call.place["role_name"]
        owned = [d["name"] for (b, _), d in self.databases.items()
                 if (b, d["owner_name"]) == (branch["id"], name)]  # fmt: skip
        if owned:
            raise Refused(422, _error(f"role {name} owns database {owned[0]}"))
        role = self.roles.pop((branch["id"], name), None)
        operations = self._begin(branch["project_id"], "apply_config")
        return 200, {"role": _shown(self._known(role)), "operations": operations}

    def _list_databases(self, call: Call) -> tuple[int, Any]:
        branch = self._branch(call)["id"]
        return 200, {"databases": [d for (b, _), d in self.databases.items() if b == branch]}

    def _create_database(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        branch, asked = self._branch(call), call.body["database"]
        if (branch["id"], asked["name"]) in self.databases:
            raise Refused(409, _error(f"database {asked['name']} already exists"))
        self._known(self.roles.get((branch["id"], asked["owner_name"])))
        self._number += 1
        database = {
            **asked,
            "id": self._number,
            "branch_id": branch["id"],
            "created_at": TIME,
            "updated_at": TIME,
        }
        self.databases[branch["id"], asked["name"]] = database
        operations = self._begin(branch["project_id"], "apply_config")
        return 201, {"database": database, "operations": operations}

    def _update_database(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        database = self._database(call)
        database.update(call.body["database"])
        return 200, {"database": database, "operations": self._applied(call)}

    def _applied(self, call: Call) -> list[dict[str, Any]]:
        return self._begin(call.place["project_id"], "apply_config", call.place["branch_id"])

    def _delete_database(self, call: Call) -> tuple[int, Any]:
        self._free(call)
        database = self._database(call)
        del self.databases[call.place["branch_id"], database["name"]]
        return 200, {"database": database, "operations": self._applied(call)}

    # What is there

    def _project(self, call: Call) -> dict[str, Any]:
        return self._known(self.projects.get(call.place["project_id"]))

    def _branch(self, call: Call) -> dict[str, Any]:
        return self._known(self.branches.get(call.place["branch_id"]))

    def _endpoint(self, call: Call) -> dict[str, Any]:
        return self._known(self.endpoints.get(call.place["endpoint_id"]))

    def _database(self, call: Call) -> dict[str, Any]:
        key = (call.place["branch_id"], call.place["database_name"])
        return self._known(self.databases.get(key))

    def _default_branch(self, project: str) -> dict[str, Any]:
        found = (b for b in self.branches.values() if b["project_id"] == project)
        return next(b for b in found if b["default"])

    def _default_endpoint(self, branch: str) -> dict[str, Any]:
        found = (e for e in self.endpoints.values() if e["branch_id"] == branch)
        return next(e for e in found if e["type"] == "read_write")

    def _known(self, thing: dict[str, Any] | None) -> dict[str, Any]:
        if thing is None:
            raise Refused(404, _error("not found"))
        return thing

    def _new_branch(self, project: str, asked: dict[str, Any], *, default: bool) -> dict[str, Any]:
        id_ = self._id("br")
        branch = {
            **BRANCH,
            "protected": False,
            **asked,
            "id": id_,
            "project_id": project,
            "default": default,
        }
        self.branches[id_] = branch
        return branch

    def _new_endpoint(self, project: str, asked: dict[str, Any]) -> dict[str, Any]:
        id_ = self._id("ep")
        own = {
            "id": id_,
            "project_id": project,
            "host": f"{id_}.ap-southeast-1.aws.neon.tech",
            "region_id": self.projects[project]["region_id"],
        }
        endpoint = {"type": "read_write", **ENDPOINT, **asked, **own}
        _refuse_bad_compute(endpoint)
        self.endpoints[id_] = endpoint
        return endpoint

    def _begin(self, project: str, action: str, branch: str | None = None) -> list[dict[str, Any]]:
        self._begun += 1
        operation = {
            "id": f"a07f8772-1877-4da9-a939-{self._begun:012d}",
            "project_id": project,
            **({"branch_id": branch} if branch else {}),
            "action": action,
            "status": "running",
            "failures_count": 0,
            "created_at": TIME,
            "updated_at": TIME,
            "total_duration_ms": 0,
        }
        self.operations.setdefault(project, []).append({**operation, "looks": self.looks})
        return [operation]

    def _id(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-quiet-{self._number}"


def _refuse_bad_compute(endpoint: dict[str, Any]) -> None:
    if endpoint["autoscaling_limit_max_cu"] < endpoint["autoscaling_limit_min_cu"]:
        raise Refused(400, _error("autoscaling_limit_max_cu is below autoscaling_limit_min_cu"))
    if 0 < endpoint["suspend_timeout_seconds"] < 60:
        raise Refused(400, _error("suspend_timeout_seconds is out of range"))


def _error(message: str) -> dict[str, str]:
    return {"code": "", "message": message}


def _shown(role: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in role.items() if key != "password"}
