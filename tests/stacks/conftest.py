"""What every test of the phases shares: all runs, recorded once."""

from tests.stacks.test_phases import recorded as recorded  # noqa: PLC0414 a fixture
