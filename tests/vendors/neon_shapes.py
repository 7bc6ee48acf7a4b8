"""What Neon's answers have besides what was asked for: the least that its description requires."""

TIME = "2026-11-26T09:00:00Z"
_COUNTERS = (
    "active_time_seconds",
    "compute_time_seconds",
    "written_data_bytes",
    "data_transfer_bytes",
    "cpu_used_sec",
)
PROJECT = {
    **dict.fromkeys(_COUNTERS, 0),
    "data_storage_bytes_hour": 0,
    "platform_id": "aws",
    "branch_logical_size_limit": 0,
    "branch_logical_size_limit_bytes": 0,
    "creation_source": "api",
    "owner_id": "org-1",
    "created_at": TIME,
    "updated_at": TIME,
    "consumption_period_start": TIME,
    "consumption_period_end": TIME,
}
LISTED = {
    "id",
    "platform_id",
    "region_id",
    "name",
    "provisioner",
    "pg_version",
    "proxy_host",
    "branch_logical_size_limit",
    "branch_logical_size_limit_bytes",
    "store_passwords",
    "cpu_used_sec",
    "creation_source",
    "owner_id",
    "created_at",
    "updated_at",
}
BRANCH = {
    **dict.fromkeys(_COUNTERS, 0),
    "current_state": "ready",
    "state_changed_at": TIME,
    "creation_source": "api",
    "created_at": TIME,
    "updated_at": TIME,
}
ENDPOINT = {
    "autoscaling_limit_min_cu": 0.25,
    "autoscaling_limit_max_cu": 2,
    "suspend_timeout_seconds": 0,
    "current_state": "idle",
    "pooler_enabled": False,
    "pooler_mode": "transaction",
    "disabled": False,
    "passwordless_access": True,
    "creation_source": "api",
    "settings": {},
    "proxy_host": "ap.aws.neon.tech",
    "provisioner": "k8s-neonvm",
    "created_at": TIME,
    "updated_at": TIME,
}
