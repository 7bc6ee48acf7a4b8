"""The states of Fly's machines and volumes.

Machines: https://fly.io/docs/machines/machine-states; volumes: superfly/fly-go,
flaps/flaps_volumes.go (destroyedVolumeStates).
"""

STARTED = "started"
ASLEEP = frozenset({"stopped", "suspended"})
MOVING = frozenset(
    {
        *("created", "creating", "starting", "stopping", "suspending", "restarting"),
        *("updating", "replacing", "migrating"),
    }
)
FAILED = frozenset({"failed", "launch_failed"})
DYING = frozenset({"destroying", "destroyed", "replaced", "migrated"})

DYING_VOLUME = frozenset(
    {
        *("scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy"),
        *("destroying", "destroyed"),
    }
)
