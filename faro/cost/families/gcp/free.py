"""Types of Google Cloud that cost nothing by themselves. Rights are told by their names."""

from faro.cost.families.family import Free, Pricing

_RIGHTS = Free("rights cost nothing")
_NETWORK = Free("networks and their rules cost nothing, traffic does")

TYPES: dict[str, Pricing] = {
    "gcp:cloudquota/sQuotaPreference:SQuotaPreference": Free("a limit costs nothing"),
    "gcp:compute/firewall:Firewall": _NETWORK,
    "gcp:compute/network:Network": _NETWORK,
    "gcp:compute/networkPeering:NetworkPeering": _NETWORK,
    "gcp:compute/route:Route": _NETWORK,
    "gcp:compute/router:Router": _NETWORK,
    "gcp:compute/subnetwork:Subnetwork": _NETWORK,
    "gcp:compute/projectMetadata:ProjectMetadata": Free("settings cost nothing"),
    "gcp:compute/resourcePolicy:ResourcePolicy": Free("settings cost nothing"),
    "gcp:dns/policy:Policy": _NETWORK,
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": _RIGHTS,
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": _RIGHTS,
    "gcp:logging/metric:Metric": Free("what it counts is charged as a metric"),
    "gcp:monitoring/alertPolicy:AlertPolicy": Free("alerts cost nothing yet"),
    "gcp:monitoring/dashboard:Dashboard": Free("part of monitoring"),
    "gcp:monitoring/notificationChannel:NotificationChannel": Free("part of monitoring"),
    "gcp:organizations/project:Project": Free("what is in it is charged"),
    "gcp:organizations/folder:Folder": Free("what is in it is charged"),
    "gcp:projects/apiKey:ApiKey": Free("a key costs nothing, calls do"),
    "gcp:projects/iAMCustomRole:IAMCustomRole": _RIGHTS,
    "gcp:projects/service:Service": Free("switching an API on costs nothing"),
    "gcp:projects/serviceIdentity:ServiceIdentity": _RIGHTS,
    "gcp:serviceaccount/account:Account": _RIGHTS,
    "gcp:serviceaccount/key:Key": _RIGHTS,
    "gcp:sql/database:Database": Free("its server is charged"),
    "gcp:sql/user:User": Free("its server is charged"),
    "gcp:sql/sslCert:SslCert": Free("its server is charged"),
}
