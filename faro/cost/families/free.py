"""Types of any vendor that cost nothing by themselves, each with the reason."""

from faro.cost.families.family import Free

_RIGHTS = Free("rights cost nothing")
_NETWORK = Free("networks and their rules cost nothing, traffic does")
_NODES = Free("its node pool is charged")
_STATE = Free("lives in the state alone")

FREE: dict[str, Free] = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _RIGHTS,
    "aws:iam/role:Role": _RIGHTS,
    "aws:iam/rolePolicy:RolePolicy": _RIGHTS,
    "aws:sqs/queuePolicy:QueuePolicy": _RIGHTS,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _RIGHTS,
    "aws:sqs/redrivePolicy:RedrivePolicy": _RIGHTS,
    "gcp:cloudquota/sQuotaPreference:SQuotaPreference": Free("a limit costs nothing"),
    "gcp:compute/firewall:Firewall": _NETWORK,
    "gcp:compute/network:Network": _NETWORK,
    "gcp:compute/router:Router": _NETWORK,
    "gcp:compute/subnetwork:Subnetwork": _NETWORK,
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": _RIGHTS,
    "gcp:projects/apiKey:ApiKey": Free("a key costs nothing, calls do"),
    "gcp:projects/iAMMember:IAMMember": _RIGHTS,
    "gcp:projects/service:Service": Free("switching an API on costs nothing"),
    "gcp:projects/serviceIdentity:ServiceIdentity": _RIGHTS,
    "gcp:secretmanager/secretIamMember:SecretIamMember": _RIGHTS,
    "gcp:serviceaccount/account:Account": _RIGHTS,
    "gcp:serviceaccount/iAMMember:IAMMember": _RIGHTS,
    "gcp:sql/database:Database": Free("its server is charged"),
    "gcp:sql/user:User": Free("its server is charged"),
    "kubernetes:apps/v1:Deployment": _NODES,
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": _NODES,
    "kubernetes:core/v1:Namespace": _NODES,
    "kubernetes:core/v1:Service": Free("without a balancer of its own it costs nothing"),
    "kubernetes:core/v1:ServiceAccount": _NODES,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": _NODES,
    "kubernetes:policy/v1:PodDisruptionBudget": _NODES,
    "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass": _NODES,
    "random:index/randomId:RandomId": _STATE,
    "random:index/randomPassword:RandomPassword": _STATE,
}
