"""What a stack declares in the formats of other tools: Kubernetes manifests, a Terraform plan."""
