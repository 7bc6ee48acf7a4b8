"""Builds the phase that the stack is named after."""

import pulumi

from stacks.composition import build

build(pulumi.get_stack())
