"""What a rule pack would do to a portfolio, without doing it: `simulate`."""

from runtime.simulation.run import simulate

__all__ = ["simulate"]
