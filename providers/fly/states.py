"""The states of Fly's machines and volumes.

Machines: https://fly.io/docs/machines/machine-states. Volumes:
https://fly.io/docs/volumes/volume-states, and superfly/fly-go, flaps/flaps_volumes.go
(destroyedVolumeStates), for those that are being deleted.
"""

STARTED = "started"
RUNNING = frozenset({STARTED, "stopping", "suspending"})
ASLEEP = frozenset({"stopped", "suspended"})
MOVING = frozenset(
    {
        *("created", "creating", "starting", "stopping", "suspending", "restarting"),
        *("updating", "replacing", "migrating"),
    }
)
FAILED = frozenset({"failed", "launch_failed"})
ENDED = frozenset({"destroyed", "replaced", "migrated"})
DYING = ENDED | {"destroying"}

# What is being copied can be mounted.
READY_VOLUME = frozenset({"created", "hydrating"})
MOVING_VOLUME = frozenset(
    {"creating", "extending", "restoring", "enabling_remote_export", "recovering"}
)
DYING_VOLUME = frozenset(
    {
        *("scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy"),
        *("destroying", "destroyed"),
    }
)
