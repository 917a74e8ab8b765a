"""A small world of payments whose frauds empty the account, as a feature file."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from paymo_training.dataset import DAY_MS, day_start_ms

FEATURE_NAMES = ("amount", "hour_of_day", "balance_share", "payer_paid_count_24h", "payee_seconds_known", "noise")

FIRST_MS = day_start_ms(date(2026, 1, 1))


def synthetic_table(days: int = 12, rows_per_day: int = 300, frauds_per_day: int = 12, seed: int = 7) -> pa.Table:
    chance = np.random.default_rng(seed)
    rows = days * rows_per_day
    day = np.repeat(np.arange(days), rows_per_day)
    is_fraud = np.tile(np.arange(rows_per_day) < frauds_per_day, days)
    features = chance.uniform(0, 1000, (rows, len(FEATURE_NAMES))).round(3)
    features[:, FEATURE_NAMES.index("balance_share")] = np.where(is_fraud, 1, chance.uniform(0, 0.9, rows))
    columns = {
        "occurred_at_ms": (FIRST_MS + day * DAY_MS + chance.integers(0, DAY_MS, rows)).astype(np.float64),
        "payer": [f"C{number}" for number in chance.integers(0, 500, rows)],
        "payee": [f"C{number}" for number in chance.integers(0, 500, rows)],
        "is_fraud": is_fraud,
    }
    columns |= {name: features[:, index] for index, name in enumerate(FEATURE_NAMES)}
    return pa.table(columns)


def write_synthetic(folder: Path, **options: int) -> Path:
    path = folder / "features.parquet"
    pq.write_table(synthetic_table(**options), path)
    return path


def train_arguments(features: Path, out: Path) -> list[str]:
    return [
        *("--features", str(features), "--out", str(out), "--train-from", "2026-01-01", "--train-days", "6"),
        *("--delay-days", "1", "--test-days", "4", "--created-at", "2026-11-24T00:00:00Z"),
    ]
