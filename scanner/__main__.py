"""Entry of `python -m scanner`."""

import sys

from scanner.cli import run

sys.exit(run(sys.argv[1:], sys.stdout))
