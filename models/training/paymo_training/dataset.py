"""Loads a feature file and cuts it by time, so that no label is used before it was known."""

from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from paymo_training.errors import TrainingInputError

DAY_MS = 86_400_000

CATALOGUE_VERSION = 1

# Names and order only, to refuse a file of another catalogue. How a feature is computed is decided in
# libs/features alone, for training and serving alike.
FEATURE_NAMES = (
    "amount",
    "is_transfer",
    "is_cash_out",
    "hour_of_day",
    "payer_balance",
    "balance_share",
    "payee_balance",
    "payee_is_merchant",
    "payer_seconds_since_paid",
    "payer_paid_count_24h",
    "payer_paid_sum_24h",
    "pass_through_share_24h",
    "payee_received_count_24h",
    "payee_seconds_known",
    "pair_payments",
)
LABEL_NAME = "is_fraud"
LEADING_NAMES = ("occurred_at_ms", "payer", "payee", LABEL_NAME)


@dataclass(frozen=True)
class Payments:
    """Rows of a feature file in the order of time.

    `features` is float64 of shape (rows, 15) in catalogue order, `occurred_at_ms` is epoch milliseconds,
    `is_fraud` is bool.
    """

    occurred_at_ms: np.ndarray
    payers: np.ndarray
    is_fraud: np.ndarray
    features: np.ndarray

    def __len__(self) -> int:
        return len(self.occurred_at_ms)

    @property
    def fraud_count(self) -> int:
        return int(self.is_fraud.sum())

    @property
    def amounts(self) -> np.ndarray:
        return self.features[:, FEATURE_NAMES.index("amount")]

    def where(self, mask: np.ndarray) -> "Payments":
        return Payments(self.occurred_at_ms[mask], self.payers[mask], self.is_fraud[mask], self.features[mask])

    def between(self, window: "Window") -> "Payments":
        return self.where(window.contains(self.occurred_at_ms))


@dataclass(frozen=True)
class Window:
    """A half-open span of time: `from_ms` is inside, `to_ms` is not."""

    from_ms: int
    to_ms: int

    def contains(self, occurred_at_ms: np.ndarray) -> np.ndarray:
        return (occurred_at_ms >= self.from_ms) & (occurred_at_ms < self.to_ms)

    @property
    def days(self) -> int:
        return (self.to_ms - self.from_ms) // DAY_MS

    @property
    def from_day(self) -> str:
        return day_of(self.from_ms)

    @property
    def to_day(self) -> str:
        return day_of(self.to_ms)

    def __str__(self) -> str:
        return f"from {self.from_day} to {self.to_day} (that day not included)"


@dataclass(frozen=True)
class Split:
    train: Window
    test: Window


@dataclass(frozen=True)
class Fold:
    train: Window
    validation: Window


def day_of(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, tz=timezone.utc).date().isoformat()


def day_start_ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp() * 1000)


def time_split(train_from: date, train_days: int, delay_days: int, test_days: int) -> Split:
    """Puts the label delay between the windows: on the first test day every training label is known."""
    from_ms = day_start_ms(train_from)
    train_to_ms = from_ms + train_days * DAY_MS
    test_from_ms = train_to_ms + delay_days * DAY_MS
    return Split(Window(from_ms, train_to_ms), Window(test_from_ms, test_from_ms + test_days * DAY_MS))


def forward_folds(train: Window, delay_days: int, folds_max: int = 3) -> list[Fold]:
    """Cuts the later part of the training window into blocks, each judged by a model of the days before it.

    Each fold leaves out the `delay_days` before its block: those labels were not known on that morning.
    About a third of the window is kept as the first fold's training days.
    """
    first_day = max(1, train.days // 3) + delay_days
    days_left = train.days - first_day
    fold_count = min(folds_max, days_left)
    folds = []
    for index in range(fold_count):
        start = first_day + index * days_left // fold_count
        end = first_day + (index + 1) * days_left // fold_count
        known = Window(train.from_ms, train.from_ms + (start - delay_days) * DAY_MS)
        block = Window(train.from_ms + start * DAY_MS, train.from_ms + end * DAY_MS)
        folds.append(Fold(known, block))
    return folds


def load_payments(path: Path) -> Payments:
    table = _read_table(path)
    _check_columns(table, path)
    occurred_at_ms = _numbers(table, "occurred_at_ms", path)
    features = np.column_stack([_numbers(table, name, path) for name in FEATURE_NAMES])
    order = np.argsort(occurred_at_ms, kind="stable")
    return Payments(
        occurred_at_ms=occurred_at_ms[order].astype(np.int64),
        payers=np.asarray(table["payer"].to_pylist(), dtype=object)[order],
        is_fraud=_labels(table, path)[order],
        features=features[order],
    )


def window_of(payments: Payments, window: Window, name: str, path: Path) -> Payments:
    """The window's rows. A window without rows, or with frauds or honest payments missing, cannot be used."""
    rows = payments.between(window)
    if len(rows) == 0:
        raise TrainingInputError(f"{path}: the {name} window {window} has no rows{_span(payments)}")
    if rows.fraud_count == 0:
        raise TrainingInputError(f"{path}: the {name} window {window} has {len(rows)} rows and no frauds")
    if rows.fraud_count == len(rows):
        raise TrainingInputError(f"{path}: every row of the {name} window {window} is a fraud")
    return rows


def without_known_victims(payments: Payments, test: Payments, test_from_ms: int, delay_days: int) -> Payments:
    """The test's rows without payers one of whose frauds was known on its first day, `delay_days` after it."""
    known = payments.is_fraud & (payments.occurred_at_ms < test_from_ms - delay_days * DAY_MS)
    return test.where(~np.isin(test.payers, payments.payers[known]))


def _span(payments: Payments) -> str:
    if len(payments) == 0:
        return ": the file is empty"
    first, last = int(payments.occurred_at_ms[0]), int(payments.occurred_at_ms[-1])
    return f": the file's payments are from {day_of(first)} to {day_of(last)}"


def _read_table(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except FileNotFoundError:
        raise TrainingInputError(f"{path}: there is no such file") from None
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise TrainingInputError(f"{path}: this is not a readable Parquet file ({reason})") from None


def _check_columns(table: pa.Table, path: Path) -> None:
    names = table.column_names
    if LABEL_NAME not in names:
        raise TrainingInputError(
            f"{path}: there is no label column {LABEL_NAME}; build the features with a mapping that names a label"
        )
    missing = [name for name in (*LEADING_NAMES, *FEATURE_NAMES) if name not in names]
    if missing:
        raise TrainingInputError(f"{path}: missing columns: {', '.join(missing)}")
    given = tuple(name for name in names if name not in LEADING_NAMES)
    if given != FEATURE_NAMES:
        raise TrainingInputError(
            f"{path}: the feature columns are not those of catalogue version {CATALOGUE_VERSION} in its order"
        )


def _numbers(table: pa.Table, name: str, path: Path) -> np.ndarray:
    column = table[name]
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        raise TrainingInputError(f"{path}: column {name} is {column.type}, not a number")
    values = column.to_numpy().astype(np.float64)
    if not np.isfinite(values).all():
        raise TrainingInputError(f"{path}: column {name} has values that are missing or not finite")
    return values


def _labels(table: pa.Table, path: Path) -> np.ndarray:
    column = table[LABEL_NAME]
    if not pa.types.is_boolean(column.type) and column.null_count < len(column):
        raise TrainingInputError(f"{path}: column {LABEL_NAME} is {column.type}, not yes or no")
    if column.null_count > 0:
        raise TrainingInputError(
            f"{path}: {column.null_count} of {len(column)} rows have no label in {LABEL_NAME}"
        )
    return np.asarray(column.to_pylist(), dtype=bool)
