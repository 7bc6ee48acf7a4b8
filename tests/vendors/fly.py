"""Fly.io on loopback.

What its description leaves open (it requires nothing and knows no token), each with where it is
said:

- an app's name is unique among all customers, and free again in its own time (fly.io/docs/apps);
- a machine needs an image, an app a name and an organization, a volume name, region and size
  (fly.io/docs/machines/api, working with machines, volumes and apps);
- a machine starts in its own time and its checks pass later (the same, "wait for a state");
- a volume is attached to one machine and only grows (fly.io/docs/volumes);
- memory goes with the number and kind of CPUs (fly.io/docs/machines/guides, machine sizing);
- flyctl looks for two keys of a machine's metadata (fly.io/docs/machines/api, metadata);
- a secret's value is never given back, only a digest (the description of secrets);
- machines are answered in the form of Fly's own Go types (superfly/fly-go): autostop as a boolean,
  which the description says in words although it types it as a string (machine_types.go,
  MarshalJSON), durations as ``1m0s`` (duration.go), no empty list or map (machine_types.go);
- a machine under somebody's lease is not changed by others (flaps/flaps_machines.go, NonceHeader;
  superfly/flyctl pull 3323: 409);
- a machine is destroyed in its own time and holds its volume until then (412,
  terraform-provider-fly issue 154); a running one is deleted only by force;
- lists are a moment behind (flyctl pull 3112, of apps);
- a deleted volume stays listed in a dying state (flaps/flaps_volumes.go, destroyedVolumeStates).
"""

import hashlib
import re
from typing import Any

from .fake import Call, Fake, Refused, Route
from .openapi import description
from .violation import Violation

_AT = "/apps/{app_name}"
_MACHINE = f"{_AT}/machines/{{machine_id}}"
_VOLUME = f"{_AT}/volumes/{{volume_id}}"


class Fly(Fake):
    """One organization, ``faro``; its regions are ``nrt`` and ``sin``."""

    source = "fly-machines-openapi.json"

    def __init__(self) -> None:
        super().__init__()
        self.described = description(
            self.source, "http://fly.test", booleans=(("fly.MachineService", "autostop"),)
        )
        self.apps: dict[str, dict[str, Any]] = {}
        self.machines: dict[str, dict[str, Any]] = {}
        self.volumes: dict[str, dict[str, Any]] = {}
        self.ips: dict[str, list[dict[str, Any]]] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.hosts: dict[str, dict[str, Any]] = {}
        self.taken = {"faro-taken"}
        self.looks = 1
        self.becomes = "started"
        self.version = 0
        self.lag = 0
        """How many looks at a list pass until it shows a new machine."""
        self.leases: dict[str, str] = {}
        self.busy = 0
        """How often a lease is refused because somebody else holds one."""
        self.clamps: dict[str, Any] = {}
        """What Fly makes of a machine's config, whatever is asked."""
        self.hidden_app = 0
        """How many looks pass until a new app is seen."""
        self.sick = 0
        """How many looks at a started machine pass until its check does."""
        self.killed = 0
        """How many machines were deleted while they were running."""
        self._number = 0
        self._told: list[str] = []

    def routes(self) -> dict[str, Route]:
        return {
            "POST /apps": self._create_app,
            f"GET {_AT}": self._get_app,
            f"DELETE {_AT}": self._delete_app,
            f"GET {_AT}/machines": self._list_machines,
            f"POST {_AT}/machines": self._create_machine,
            f"GET {_MACHINE}": self._get_machine,
            f"POST {_MACHINE}": self._update_machine,
            f"DELETE {_MACHINE}": self._delete_machine,
            f"POST {_MACHINE}/stop": self._stop_machine,
            f"POST {_MACHINE}/lease": self._lease,
            f"DELETE {_MACHINE}/lease": self._release,
            f"GET {_AT}/volumes": self._list_volumes,
            f"POST {_AT}/volumes": self._create_volume,
            f"GET {_VOLUME}": lambda call: (200, self._volume(call)),
            f"PUT {_VOLUME}": self._update_volume,
            f"PUT {_VOLUME}/extend": self._extend_volume,
            f"DELETE {_VOLUME}": self._delete_volume,
            f"GET {_AT}/ip_assignments": self._list_ips,
            f"POST {_AT}/ip_assignments": self._create_ip,
            f"DELETE {_AT}/ip_assignments/{{ip}}": self._delete_ip,
            f"GET {_AT}/secrets": self._list_secrets,
            f"POST {_AT}/secrets": self._set_secrets,
            f"DELETE {_AT}/secrets/{{secret_name}}": self._delete_secret,
            f"POST {_AT}/certificates/acme": self._create_certificate,
            f"GET {_AT}/certificates/{{hostname}}": lambda call: (200, self._host(call)),
            f"DELETE {_AT}/certificates/{{hostname}}": self._delete_certificate,
        }

    def unauthorized(self) -> tuple[int, Any]:
        return 401, {"error": "token validation error"}

    def failure(self, status: int) -> Any:
        return {"error": f"status {status}"}

    def secrets(self) -> list[str]:
        return self._told

    # Apps

    def _create_app(self, call: Call) -> tuple[int, Any]:
        _need(call.body, "name", "org_slug")
        name = call.body["name"]
        if name in self.apps or name in self.taken:
            raise Refused(422, {"error": "Validation failed: Name has already been taken"})
        if call.body["org_slug"] != "faro":
            raise Refused(403, {"error": "unauthorized"})
        self.apps[name] = {
            "id": name,
            "name": name,
            "status": "pending",
            "organization": {"name": "Faro", "slug": "faro"},
            "hidden": self.hidden_app,
        }
        self.ips[name], self.values[name] = [], {}
        return 201, None

    def _get_app(self, call: Call) -> tuple[int, Any]:
        app = self._app(call)
        app["hidden"] -= 1
        if app["hidden"] >= 0:
            raise Refused(404, {"error": "Could not find App"})
        return 200, {k: v for k, v in app.items() if k != "hidden"}

    def _delete_app(self, call: Call) -> tuple[int, Any]:
        name = self._app(call)["name"]
        del self.apps[name], self.ips[name]
        for things in (self.machines, self.volumes, self.hosts):
            for id_ in [id_ for id_, thing in things.items() if thing["app"] == name]:
                del things[id_]
        return 202, None

    def _app(self, call: Call) -> dict[str, Any]:
        if call.place["app_name"] not in self.apps:
            raise Refused(404, {"error": "Could not find App"})
        return self.apps[call.place["app_name"]]

    # Machines

    def _list_machines(self, call: Call) -> tuple[int, Any]:
        name = self._app(call)["name"]
        for machine in self.machines.values():
            machine["hidden"] -= 1
        self._destroy()
        seen = [m for m in self.machines.values() if m["app"] == name and m["hidden"] < 0]
        return 200, [_shown(m) for m in seen]

    def _destroy(self) -> None:
        """Let the dying ones come to their end, and give their volumes free."""
        for machine in [m for m in self.machines.values() if m["state"] == "destroying"]:
            machine["looks"] -= 1
            if machine["looks"] < 0:
                del self.machines[machine["id"]]
                for volume in self.volumes.values():
                    if volume["attached_machine_id"] == machine["id"]:
                        volume["attached_machine_id"] = ""

    def _create_machine(self, call: Call) -> tuple[int, Any]:
        name = self._app(call)["name"]
        _need(call.body, "config", "region")
        self._hold(call.body["config"], call.body.get("min_secrets_version", 0))
        if call.body["region"] not in ("nrt", "sin"):
            raise Refused(400, {"error": f"region {call.body['region']} is not available"})
        id_ = self._id()
        self._attach(id_, call.body["config"])
        self.machines[id_] = {
            "app": name,
            "looks": self.looks,
            "sick": self.sick,
            "hidden": self.lag,
            "id": id_,
            "region": call.body["region"],
            "config": {**call.body["config"], **self.clamps},
            "state": "created",
            "instance_id": "1",
            "created_at": f"2026-11-26T09:{self._number:02}:00Z",
        }
        return 200, _shown(self.machines[id_])

    def _get_machine(self, call: Call) -> tuple[int, Any]:
        machine = self._machine(call)
        if machine["state"] == "destroying":
            self._destroy()
            return 200, _shown(self._machine(call))
        machine["looks"] -= 1
        if machine["looks"] < 0:
            stays = {"stopping": "stopped", "stopped": "stopped", "failed": "failed"}
            machine["state"] = stays.get(machine["state"], self.becomes)
        return 200, _shown(machine)

    def _stop_machine(self, call: Call) -> tuple[int, Any]:
        self._machine(call).update(state="stopping", looks=self.looks)
        return 200, {"ok": True}

    def _lease(self, call: Call) -> tuple[int, Any]:
        id_ = self._machine(call)["id"]
        if self.busy or id_ in self.leases:
            self.busy = max(self.busy - 1, 0)
            raise Refused(409, {"error": "failed to acquire lease: machine lease currently held"})
        self._number += 1
        self.leases[id_] = f"nonce-{self._number}"
        return 201, {"nonce": self.leases[id_], "expires_at": 1_795_856_460, "version": "1"}

    def _release(self, call: Call) -> tuple[int, Any]:
        self._hold_lease(call)
        self.leases.pop(self._machine(call)["id"], None)
        return 200, None

    def _hold_lease(self, call: Call) -> None:
        held = self.leases.get(call.place["machine_id"])
        if held and call.headers.get("fly-machine-lease-nonce") != held:
            raise Refused(409, {"error": "machine lease currently held by another"})

    def _update_machine(self, call: Call) -> tuple[int, Any]:
        machine = self._machine(call)
        self._hold_lease(call)
        _need(call.body, "config")
        self._hold(call.body["config"], call.body.get("min_secrets_version", 0))
        unhealthy = [m for m in self.machines.values() if m["state"] != "started"]
        machine["beside_unhealthy"] = len([m for m in unhealthy if m is not machine])
        config = {**call.body["config"], **self.clamps}
        machine.update(config=config, state="replacing", looks=self.looks)
        return 200, _shown(machine)

    def _delete_machine(self, call: Call) -> tuple[int, Any]:
        machine = self._machine(call)
        if machine["state"] == "started" and call.query.get("force") != "true":
            raise Refused(400, {"error": "unable to destroy machine, not currently stopped"})
        self.killed += machine["state"] == "started"
        machine.update(state="destroying", looks=self.looks)
        return 200, {"ok": True}

    def _machine(self, call: Call) -> dict[str, Any]:
        if call.place["machine_id"] not in self.machines:
            raise Refused(404, {"error": "machine not found"})
        return self.machines[call.place["machine_id"]]

    def _hold(self, config: dict[str, Any], secrets_version: int) -> None:
        _need(config, "image", "guest")
        own = {key for key in config["metadata"] if key.startswith("fly_")}
        if own != {"fly_process_group", "fly_platform_version"}:
            raise Violation(f"flyctl does not know {own}")
        guest = config["guest"]
        step = {"shared": 256, "performance": 1024}[guest["cpu_kind"]]
        if guest["memory_mb"] % step:
            raise Refused(400, {"error": "invalid memory size"})
        if secrets_version > self.version:
            raise Refused(400, {"error": "no such secrets version"})

    def _attach(self, machine: str, config: dict[str, Any]) -> None:
        for mount in config.get("mounts", ()):
            volume = self.volumes[mount["volume"]]
            if volume["attached_machine_id"]:
                raise Refused(400, {"error": "volume is attached to another machine"})
            volume["attached_machine_id"] = machine

    # Volumes

    def _list_volumes(self, call: Call) -> tuple[int, Any]:
        name = self._app(call)["name"]
        return 200, [_shown(v) for v in self.volumes.values() if v["app"] == name]

    @property
    def disks(self) -> int:
        """How many volumes are there and not being destroyed."""
        return sum(volume["state"] == "created" for volume in self.volumes.values())

    def _create_volume(self, call: Call) -> tuple[int, Any]:
        _need(call.body, "name", "region", "size_gb")
        if len(call.body["name"]) > 30:
            raise Refused(400, {"error": "name is too long"})
        id_ = f"vol_{self._id()}"
        asked = {k: v for k, v in call.body.items() if k != "require_unique_zone"}
        own = {"id": id_, "state": "created", "attached_machine_id": ""}
        self.volumes[id_] = {"app": self._app(call)["name"], **asked, **own}
        return 200, _shown(self.volumes[id_])

    def _update_volume(self, call: Call) -> tuple[int, Any]:
        self._volume(call)
        self.volumes[call.place["volume_id"]].update(call.body)
        return 200, self._volume(call)

    def _extend_volume(self, call: Call) -> tuple[int, Any]:
        if call.body["size_gb"] <= self._volume(call)["size_gb"]:
            raise Refused(400, {"error": "a volume can only grow"})
        self.volumes[call.place["volume_id"]].update(call.body)
        return 200, {"needs_restart": True, "volume": self._volume(call)}

    def _delete_volume(self, call: Call) -> tuple[int, Any]:
        self._destroy()
        volume = self.volumes[self._volume(call)["id"]]
        if machine := volume["attached_machine_id"]:
            raise Refused(412, {"error": f"volume is currently bound to machine: {machine}"})
        volume["state"] = "pending_destroy"
        return 200, _shown(volume)

    def _volume(self, call: Call) -> dict[str, Any]:
        if call.place["volume_id"] not in self.volumes:
            raise Refused(404, {"error": "volume not found"})
        return _shown(self.volumes[call.place["volume_id"]])

    # Addresses, secrets, certificates

    def _list_ips(self, call: Call) -> tuple[int, Any]:
        return 200, {"ips": self.ips[self._app(call)["name"]]}

    def _create_ip(self, call: Call) -> tuple[int, Any]:
        self._number += 1
        kind = call.body["type"]
        ip = f"2a09:8280:1::{self._number:x}" if kind == "v6" else f"66.241.124.{self._number}"
        assigned = {"ip": ip, "shared": kind == "shared_v4", "region": "global"}
        self.ips[self._app(call)["name"]].append(assigned)
        return 200, assigned

    def _delete_ip(self, call: Call) -> tuple[int, Any]:
        ips = self.ips[self._app(call)["name"]]
        found = [ip for ip in ips if ip["ip"] == call.place["ip"]]
        if not found:
            raise Refused(404, {"error": "ip not found"})
        ips.remove(found[0])
        return 204, None

    def _list_secrets(self, call: Call) -> tuple[int, Any]:
        return 200, {"secrets": self._digests(call)}

    def _set_secrets(self, call: Call) -> tuple[int, Any]:
        self.values[self._app(call)["name"]].update(call.body["values"])
        self._told += call.body["values"].values()
        self.version += 1
        return 200, {"secrets": self._digests(call), "version": self.version}

    def _delete_secret(self, call: Call) -> tuple[int, Any]:
        values = self.values[self._app(call)["name"]]
        if values.pop(call.place["secret_name"], None) is None:
            raise Refused(404, {"error": "secret not found"})
        self.version += 1
        return 200, {"version": self.version}

    def _digests(self, call: Call) -> list[dict[str, str]]:
        values = self.values[self._app(call)["name"]]
        return [
            {"name": name, "digest": hashlib.sha256(value.encode()).hexdigest()[:16]}
            for name, value in values.items()
        ]

    def _create_certificate(self, call: Call) -> tuple[int, Any]:
        host, app = call.body["hostname"], self._app(call)["name"]
        if host in self.hosts:
            raise Refused(422, {"error": "Hostname already exists on app"})
        self.hosts[host] = {"app": app, "hostname": host, "cname": f"{app}.fly.dev"}
        return 201, self._certificate(host)

    def _host(self, call: Call) -> dict[str, Any]:
        if call.place["hostname"] not in self.hosts:
            raise Refused(404, {"error": "certificate not found"})
        return self._certificate(call.place["hostname"])

    def _certificate(self, host: str) -> dict[str, Any]:
        requirements = {"cname": self.hosts[host]["cname"], "a": [], "aaaa": []}
        return {"hostname": host, "configured": False, "dns_requirements": requirements}

    def _delete_certificate(self, call: Call) -> tuple[int, Any]:
        self._host(call)
        del self.hosts[call.place["hostname"]]
        return 204, None

    def _id(self) -> str:
        self._number += 1
        return f"m{self._number:04}"


def _need(given: dict[str, Any], *keys: str) -> None:
    if missing := [key for key in keys if not given.get(key)]:
        raise Refused(400, {"error": f"missing {', '.join(missing)}"})


def _shown(thing: dict[str, Any]) -> dict[str, Any]:
    hidden = ("app", "looks", "sick", "beside_unhealthy", "hidden")
    shown = {key: value for key, value in thing.items() if key not in hidden}
    if "config" in thing:
        shown["config"] = as_go_writes_it(thing["config"])
        if "health" in shown["config"].get("checks", {}):
            healthy = thing["state"] == "started" and thing["looks"] < -thing["sick"]
            passing = "passing" if healthy else "critical"
            shown["checks"] = [{"name": "health", "status": passing}]
    return shown


def as_go_writes_it(config: dict[str, Any]) -> dict[str, Any]:
    """A config in the form of Fly's answers."""
    shown = {key: value for key, value in config.items() if value not in ({}, [])}
    autostop = {"off": False, "stop": True}
    if "services" in shown:
        shown["services"] = [
            {**s, "autostop": autostop.get(s["autostop"], s["autostop"])} for s in shown["services"]
        ]
    if "checks" in shown:
        shown["checks"] = {
            name: {key: _go_duration(value) for key, value in check.items()}
            for name, check in shown["checks"].items()
        }
    return shown


def _go_duration(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d+s", value):
        return value
    minutes, seconds = divmod(int(value[:-1]), 60)
    return f"{minutes}m{seconds}s" if minutes else value
