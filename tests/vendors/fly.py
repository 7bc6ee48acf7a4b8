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
- machines and leases are answered in another form than they are asked for (`fly_shapes`);
- a machine under somebody's lease is not changed, stopped or deleted by others (docs,
  machines-resource, "Create a Machine lease"; superfly/flyctl pull 3323: 409), and a lease ends;
- a machine is destroyed in its own time and holds its volume until then (412,
  terraform-provider-fly issue 154; livebook pull 2737); a running one is deleted only by force;
- a cordoned machine gets no requests (description, Cordon Machine);
- lists are a moment behind (livebook pull 2737), and so is what is asked of a new machine
  (flyctl, internal/machine/leasable_machine.go, WithJustCreated);
- a new app is not seen at once, or not for the token: 404, 401 (fly-go, flaps_apps.go, WaitForApp);
- a volume is made, extended and deleted in its own time, and stays in a dying state for a day
  (docs, volume-states; fly-go, flaps_volumes.go, destroyedVolumeStates);
- a secrets version is not everywhere at once: 412 (Kilo-Org/cloud pull 412);
- a certificate is pending until the DNS leads there (docs, certificates-resource).
"""

import hashlib
from typing import Any

from . import fly_shapes
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
        self.troubles: dict[str, Any] = {}
        """What Fly says of its certificates besides."""
        self.taken = {"faro-taken"}
        self.looks = 1
        self.becomes = "started"
        self.version = 0
        self.lag = 1
        """How many looks at a list pass until it shows a new machine."""
        self.unlisted = 1
        """How many looks at a new version of a machine pass until its check is listed."""
        self.slow_volumes = 1
        """How many looks at a volume pass until it is created or extended."""
        self.crash: list[dict[str, Any]] = []
        """What happens to a machine after its next update, the newest first."""
        self.stubborn = False
        """Whether machines go on after they were told to stop."""
        self.late_secrets = 0
        """How often a new secrets version is not there yet."""
        self.leases: dict[str, str] = {}
        self.lease_looks: dict[str, int] = {}
        self.busy = 0
        """How often a lease is refused because somebody else holds one."""
        self.clamps: dict[str, Any] = {}
        """What Fly makes of a machine's config, whatever is asked."""
        self.hidden_app = 2
        """How many looks pass until a new app is seen."""
        self.going_app = 2
        """How many looks pass until a deleted app's name is free."""
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
            f"POST {_MACHINE}/start": self._start_machine,
            f"POST {_MACHINE}/uncordon": self._uncordon_machine,
            f"POST {_MACHINE}/lease": self._lease,
            f"DELETE {_MACHINE}/lease": self._release,
            f"GET {_AT}/volumes": self._list_volumes,
            f"POST {_AT}/volumes": self._create_volume,
            f"GET {_VOLUME}": self._get_volume,
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

    def _check_answer(self, call: Call, status: int, body: Any) -> None:
        super()._check_answer(call, status, fly_shapes.described(call.template, body))

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
            "going": 0,
        }
        self.ips[name], self.values[name] = [], {}
        return 201, None

    def _get_app(self, call: Call) -> tuple[int, Any]:
        app = self.apps.get(call.place["app_name"])
        if app is None:
            raise Refused(404, {"error": "Could not find App"})
        app["hidden"] -= 1
        if app["going"]:
            app["going"] -= 1
            if not app["going"]:
                del self.apps[app["name"]]
        if app["hidden"] == 0:
            raise Refused(*self.unauthorized())
        if app["hidden"] > 0:
            raise Refused(404, {"error": "Could not find App"})
        return 200, {k: v for k, v in app.items() if k not in ("hidden", "going")}

    def _delete_app(self, call: Call) -> tuple[int, Any]:
        app = self._app(call)
        name, app["going"] = app["name"], self.going_app
        del self.ips[name]
        for things in (self.machines, self.volumes, self.hosts):
            for id_ in [id_ for id_, thing in things.items() if thing["app"] == name]:
                del things[id_]
        return 202, None

    def _app(self, call: Call) -> dict[str, Any]:
        app = self.apps.get(call.place["app_name"])
        if app is None or app["going"]:
            raise Refused(404, {"error": "Could not find App"})
        return app

    # Machines

    def _list_machines(self, call: Call) -> tuple[int, Any]:
        name = self._app(call)["name"]
        for machine in self.machines.values():
            machine["hidden"] -= 1
        self._destroy()
        seen = [m for m in self.machines.values() if m["app"] == name and m["hidden"] < 0]
        return 200, [fly_shapes.machine(m) for m in seen]

    def _destroy(self) -> None:
        """Let the dying ones come to their end, and give their volumes free."""
        for machine in [m for m in self.machines.values() if m["state"] == "destroying"]:
            machine["looks"] -= 1
            if machine["looks"] < 0:
                del self.machines[machine["id"]]
                for volume in self.volumes.values():
                    if volume["attached_machine_id"] == machine["id"]:
                        volume["attached_machine_id"] = None

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
            "unlisted": self.unlisted,
            "host_status": "ok",
            "cordoned": False,
            "events": [{"type": "launch"}],
            "id": id_,
            "region": call.body["region"],
            "config": {**call.body["config"], **self.clamps},
            "state": "created",
            "instance_id": "1",
            "created_at": f"2026-11-26T09:00:00.{self._number:03}Z",
        }
        return 200, fly_shapes.machine(self.machines[id_])

    def _get_machine(self, call: Call) -> tuple[int, Any]:
        machine = self._machine(call)
        if machine["state"] == "destroying":
            self._destroy()
            return 200, fly_shapes.machine(self._machine(call))
        machine["looks"] -= 1
        machine["unlisted"] = max(machine["unlisted"] - 1, 0)
        if machine["looks"] < 0 and not (self.stubborn and machine["state"] == "stopping"):
            stays = {"stopping": "stopped", "stopped": "stopped", "failed": "failed"}
            machine["state"] = stays.get(machine["state"], self.becomes)
        return 200, fly_shapes.machine(machine)

    def _stop_machine(self, call: Call) -> tuple[int, Any]:
        self._hold_lease(call)
        machine = self._machine(call)
        if machine["state"] in ("started", "starting", "created", "replacing"):
            machine.update(state="stopping", looks=self.looks)
        return 200, {"ok": True}

    def _start_machine(self, call: Call) -> tuple[int, Any]:
        self._hold_lease(call)
        self._machine(call).update(state="starting", looks=self.looks)
        return 200, {"previous_state": "stopped"}

    def _uncordon_machine(self, call: Call) -> tuple[int, Any]:
        self._hold_lease(call)
        self._machine(call)["cordoned"] = False
        return 200, {"ok": True}

    def _lease(self, call: Call) -> tuple[int, Any]:
        id_ = self._machine(call)["id"]
        if self.busy or id_ in self.leases:
            self._wear_out(id_)
            raise Refused(409, {"error": "failed to acquire lease: machine lease currently held"})
        self._number += 1
        self.leases[id_] = f"nonce-{self._number}"
        self.lease_looks[id_] = 5
        lease = {"nonce": self.leases[id_], "expires_at": 1_795_856_460, "version": "1"}
        return 201, {"status": "success", "data": lease}

    def _wear_out(self, id_: str) -> None:
        """Let a lease come nearer to its end."""
        self.busy = max(self.busy - 1, 0)
        self.lease_looks[id_] = self.lease_looks.get(id_, 0) - 1
        if self.lease_looks[id_] < 0:
            self.leases.pop(id_, None)

    def _release(self, call: Call) -> tuple[int, Any]:
        self._hold_lease(call)
        self.leases.pop(self._machine(call)["id"], None)
        return 200, None

    def _hold_lease(self, call: Call) -> None:
        id_ = call.place["machine_id"]
        held = self.leases.get(id_)
        if held and call.headers.get("fly-machine-lease-nonce") != held:
            self._wear_out(id_)
            raise Refused(409, {"error": "machine lease currently held by another"})

    def _update_machine(self, call: Call) -> tuple[int, Any]:
        machine = self._machine(call)
        self._hold_lease(call)
        _need(call.body, "config")
        self._hold(call.body["config"], call.body.get("min_secrets_version", 0))
        unhealthy = [m for m in self.machines.values() if m["state"] != "started"]
        machine["beside_unhealthy"] = len([m for m in unhealthy if m is not machine])
        if [m["volume"] for m in call.body["config"].get("mounts", ())] != [
            m["volume"] for m in machine["config"].get("mounts", ())
        ]:
            raise Refused(400, {"error": "volumes of a machine cannot be changed"})
        config = {**call.body["config"], **self.clamps}
        machine.update(config=config, state="replacing", looks=self.looks)
        machine.update(
            unlisted=self.unlisted, events=[*self.crash, {"type": "update"}, *machine["events"]]
        )
        return 200, fly_shapes.machine(machine)

    def _delete_machine(self, call: Call) -> tuple[int, Any]:
        self._hold_lease(call)
        machine = self._machine(call)
        running = machine["state"] in ("started", "stopping")
        if running and call.query.get("force") != "true":
            raise Refused(400, {"error": "unable to destroy machine, not currently stopped"})
        self.killed += running
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
        if secrets_version and self.late_secrets:
            self.late_secrets -= 1
            said = f"min_secrets_version {secrets_version} is not yet available on this app"
            raise Refused(412, {"error": said})

    def _attach(self, machine: str, config: dict[str, Any]) -> None:
        for mount in config.get("mounts", ()):
            volume = self.volumes[mount["volume"]]
            if volume["attached_machine_id"]:
                raise Refused(400, {"error": "volume is attached to another machine"})
            volume["attached_machine_id"] = machine

    # Volumes

    def _list_volumes(self, call: Call) -> tuple[int, Any]:
        name = self._app(call)["name"]
        return 200, [fly_shapes.shown(v) for v in self.volumes.values() if v["app"] == name]

    @property
    def disks(self) -> int:
        """How many volumes are there and not being destroyed."""
        return sum(volume["state"] != "pending_destroy" for volume in self.volumes.values())

    def _create_volume(self, call: Call) -> tuple[int, Any]:
        _need(call.body, "name", "region", "size_gb")
        if len(call.body["name"]) > 30:
            raise Refused(400, {"error": "name is too long"})
        id_ = f"vol_{self._id()}"
        asked = {k: v for k, v in call.body.items() if k != "require_unique_zone"}
        own: dict[str, Any] = {"id": id_, "state": "creating", "attached_machine_id": None}
        own |= {"looks": self.slow_volumes}
        self.volumes[id_] = {"app": self._app(call)["name"], **asked, **own}
        return 200, fly_shapes.shown(self.volumes[id_])

    def _get_volume(self, call: Call) -> tuple[int, Any]:
        self._volume(call)
        volume = self.volumes[call.place["volume_id"]]
        volume["looks"] -= 1
        if volume["looks"] < 0 and volume["state"] in ("creating", "extending"):
            volume["state"] = "created"
        return 200, fly_shapes.shown(volume)

    def _update_volume(self, call: Call) -> tuple[int, Any]:
        self._volume(call)
        self.volumes[call.place["volume_id"]].update(call.body)
        return 200, self._volume(call)

    def _extend_volume(self, call: Call) -> tuple[int, Any]:
        if call.body["size_gb"] <= self._volume(call)["size_gb"]:
            raise Refused(400, {"error": "a volume can only grow"})
        volume = self.volumes[call.place["volume_id"]]
        volume.update(call.body, state="extending", looks=self.slow_volumes)
        return 200, {"needs_restart": True, "volume": self._volume(call)}

    def _delete_volume(self, call: Call) -> tuple[int, Any]:
        self._destroy()
        volume = self.volumes[self._volume(call)["id"]]
        if machine := volume["attached_machine_id"]:
            raise Refused(412, {"error": f"volume is currently bound to machine: {machine}"})
        volume["state"] = "pending_destroy"
        return 200, fly_shapes.shown(volume)

    def _volume(self, call: Call) -> dict[str, Any]:
        if call.place["volume_id"] not in self.volumes:
            raise Refused(404, {"error": "volume not found"})
        return fly_shapes.shown(self.volumes[call.place["volume_id"]])

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
        return {
            "hostname": host,
            "configured": False,
            "status": "pending_validation",
            "dns_requirements": requirements,
            **self.troubles,
        }

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
