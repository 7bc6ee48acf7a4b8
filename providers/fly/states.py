"""The states of Fly's machines and volumes.

Machines: https://fly.io/docs/machines/machine-states; volumes: superfly/fly-go,
flaps/flaps_volumes.go (destroyedVolumeStates).
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

DYING_VOLUME = frozenset(
    {
        *("scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy"),
        *("destroying", "destroyed"),
    }
)
