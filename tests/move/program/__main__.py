"""Things of every sort that a move must keep: a component, a secret, protection, a provider."""

import pulumi
import pulumi_gcp as gcp
import pulumi_random as random
from pulumi import Output, ResourceOptions

config = pulumi.Config()
size = config.get_int("size") or 1


class Store(pulumi.ComponentResource):
    """A bucket of its own."""

    def __init__(self, name: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("moved:index:Store", name, None, opts)
        self.bucket = gcp.storage.Bucket(
            f"{name}-bucket",
            location="US",
            opts=ResourceOptions(parent=self, protect=True),
        )
        self.register_outputs({"name": self.bucket.name})


pet = random.RandomPet("pet", keepers={"a": "1"})
provider = gcp.Provider("other", project="other-project")
store = Store("store")
gcp.pubsub.Topic("topic", labels={"pet": pet.id, "hidden": Output.secret("hidden-text")})
gcp.pubsub.Topic(
    "elsewhere",
    opts=ResourceOptions(provider=provider, depends_on=[store.bucket], retain_on_delete=True),
)
for at in range(size):
    gcp.pubsub.Topic(f"t{at}")
if config.get_bool("extra"):  # what only a later phase has
    network = gcp.compute.Network("network")
    Store("kept", ResourceOptions(depends_on=[network]))
    gcp.compute.Address("address", network=network.id)
pulumi.export("pet", pet.id)
