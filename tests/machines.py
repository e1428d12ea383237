"""How machines are run that drive the system through lives nobody thought of."""

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_machine(
    machine: type[RuleBasedStateMachine], examples: int, steps: int, **given: Any
) -> None:
    """So many lives of so many steps each, always the same ones; `given` are what they live in."""
    run_state_machine_as_test(
        type("Machine", (machine,), given),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            # To find the shortest way to a fault, add Phase.shrink: it takes minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
