"""The vendors without an SDK: fakes on loopback, held to the vendors' own API descriptions."""
