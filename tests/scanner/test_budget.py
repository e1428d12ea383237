from scanner.budget import Budget


class Watch:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += seconds


def test_the_first_pass_is_always_allowed() -> None:
    assert Budget(1, Watch()).allows(50_000_000)


def test_a_pass_is_refused_when_its_likely_end_is_too_late() -> None:
    watch = Watch()
    budget = Budget(1, watch)

    budget.spend(1_000_000, lambda: watch.forward(0.3))

    assert budget.allows(1_000_000)
    assert not budget.allows(2_000_000)


def test_nothing_is_allowed_after_the_end() -> None:
    watch = Watch()
    budget = Budget(1, watch)

    watch.forward(1.1)

    assert not budget.allows(1)


def test_the_work_done_gives_its_result() -> None:
    assert Budget(1, Watch()).spend(1, lambda: "found") == "found"
