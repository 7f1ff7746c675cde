"""Eight clones take numbers at once while clients are killed (hazards F1, F2): no duplicate, no gap, none wasted.

`make test` takes 40 numbers with 24 kills, `make fuzz` hundreds: FUZZ_ROUNDS. A failure tells its seed: FUZZ_SEED.
"""

from __future__ import annotations

import os
import random
import time

from sysselreg.store.chain import Chain
from tests.conftest import Repository
from tests.servers.fixtures import Clone, Shared
from tests.store import number_client

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "12"))
SEED = int(os.environ.get("FUZZ_SEED", str(time.time_ns())))


def test_eight_clones_at_once_with_kills(exempel: Repository, shared: Shared, clone: Clone) -> None:
    chain, each = Chain("SO {år}/{nr:04}", 2026, "gren"), max(5, ROUNDS // 8)
    bare = shared(exempel)
    roots = [clone(f"file://{bare}", f"Klon{number}").root for number in range(8)]
    try:
        number_client.rush(roots, chain, each, 2 * ROUNDS, random.Random(SEED))  # noqa: S311 - chance, no secret
        number_client.judge(bare, roots, chain, each)
    except AssertionError as failure:
        raise AssertionError(f"FUZZ_SEED={SEED}") from failure
