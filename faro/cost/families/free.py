"""Types of any vendor that cost nothing by themselves, each with the reason."""

from faro.cost.families.family import Free

_RIGHTS = Free("rights cost nothing")
_NODES = Free("its node pool is charged")
_STATE = Free("lives in the state alone")

FREE: dict[str, Free] = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _RIGHTS,
    "aws:iam/role:Role": _RIGHTS,
    "aws:iam/rolePolicy:RolePolicy": _RIGHTS,
    "aws:sqs/queuePolicy:QueuePolicy": _RIGHTS,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _RIGHTS,
    "aws:sqs/redrivePolicy:RedrivePolicy": _RIGHTS,
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
