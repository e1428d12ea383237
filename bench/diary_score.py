"""How well the diary score tells back-filled diaries from honest ones, on synthetic diaries.

Prints for each setting, over ten seeds of 100 honest and 100 back-filled diaries: the area under
the curve (goal: at least 0.95 on every seed), and the points that most of either kind reach.
"""

import argparse
import statistics

from tests.diaries import PAPER_ONLY, SETTINGS, auc, measured

GOAL = 0.95


HEAD = "setting | AUC, worst | AUC, mean | honest: median, 95 % | back-filled: 5 %, median"


def main() -> None:
    """Print the table that docs/diary-score.md shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    seeds = range(parser.parse_args().seeds)
    print(f"| {HEAD} |")
    print("| --- | --- | --- | --- | --- |")
    worst = 1.0
    for setting in (*SETTINGS, PAPER_ONLY):
        runs = [measured(setting, seed) for seed in seeds]
        areas = [auc(low, high) for low, high in runs]
        low = sorted(it for run, _ in runs for it in run)
        high = sorted(it for _, run in runs for it in run)
        if setting is not PAPER_ONLY:
            worst = min(worst, *areas)
        print(
            f"| {setting.name} | {min(areas):.4f} | {statistics.mean(areas):.4f}"
            f" | {statistics.median(low):.0f}, {low[int(len(low) * 0.95)]}"
            f" | {high[int(len(high) * 0.05)]}, {statistics.median(high):.0f} |"
        )
    print(f"\nworst: {worst:.4f}, goal {GOAL}: {'met' if worst >= GOAL else 'MISSED'}")


if __name__ == "__main__":
    main()
