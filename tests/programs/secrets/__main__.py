"""Secret values in every place."""

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
import pulumi_random as random
from pulumi import Output, ResourceOptions

config = pulumi.Config()
V = config.require_int("v")
token = config.require_secret("token")
hidden = Output.secret(f"hidden-{V}")
calm = Output.secret("calm")
pet = random.RandomPet("pet", keepers={"v": str(V)})
unknown = Output.secret(pet.id)

# In a map the leaf, in a list the whole list, nested.
gcp.pubsub.Topic("map", labels={"a": hidden, "b": "open"})
gcp.pubsub.Topic("map-calm", labels={"a": calm, "b": "open"})
gcp.pubsub.Topic("top", kms_key_name=hidden)
gcp.pubsub.Topic("list", message_storage_policy={"allowed_persistence_regions": ["x", hidden]})
gcp.pubsub.Topic("whole", labels=Output.secret({"a": "b", "v": str(V)}))
gcp.pubsub.Topic(
    "joined", labels={"a": Output.concat("x-", hidden), "t": Output.concat("t-", token)}
)
k8s.core.v1.Secret("k8s", metadata={"name": "k"}, string_data={"token": token, "open": "x"})
k8s.apps.v1.Deployment(
    "env",
    metadata={"name": "env"},
    spec={
        "selector": {"matchLabels": {"a": "b"}},
        "template": {
            "spec": {
                "containers": [
                    {"name": "c", "env": [{"name": "T", "value": hidden}, {"name": "U"}]}
                ]
            }
        },
    },
)

# Unknown and secret at once.
gcp.pubsub.Topic("both", labels={"a": unknown, "b": "open"})
gcp.pubsub.Topic("both-top", kms_key_name=unknown)
gcp.pubsub.Topic(
    "both-list", message_storage_policy={"allowed_persistence_regions": [unknown, "y"]}
)
if V > 1:
    gcp.pubsub.Topic("both-new", labels={"a": unknown, "b": pet.id})

# Becoming secret, ceasing to be secret: the provider sees the same plain value.
gcp.pubsub.Topic("becomes", labels={"a": Output.secret("x") if V > 1 else "x"})
gcp.pubsub.Topic("ceases", labels={"a": Output.secret("x") if V == 1 else "x"})
gcp.pubsub.Topic("unsecret", labels={"a": Output.unsecret(calm)})

# Outputs that are secret by the SDK or by the program.
password = random.RandomPassword("password", length=12)
drawn = random.RandomPassword("drawn", length=12 + V)
gcp.sql.User("user", instance="db", name="u", password=password.result)
gcp.sql.User("user-drawn", instance="db", name="v", password=drawn.result)
gcp.pubsub.Topic("labelled", labels={"p": password.result, "q": drawn.result, "r": drawn.id})
marked = gcp.storage.Bucket(
    "marked",
    location="EU" if V == 1 else "US",
    opts=ResourceOptions(additional_secret_outputs=["url", "selfLink"]),
)
still = gcp.storage.Bucket(
    "still", location="EU", opts=ResourceOptions(additional_secret_outputs=["url"])
)
gcp.pubsub.Topic("of-marked", labels={"u": marked.url, "s": marked.self_link, "l": marked.location})
gcp.pubsub.Topic("of-still", labels={"u": still.url, "s": still.self_link})

# Assets of a secret, and a provider with one.
gcp.storage.BucketObject("object", name="o", bucket=still.name, content=hidden)
provider = gcp.Provider("provider", access_token=token, project="p")
gcp.pubsub.Topic("on-provider", labels={"t": token}, opts=ResourceOptions(provider=provider))
pulumi.export("token", token)
pulumi.export("all", {"a": [hidden]})
