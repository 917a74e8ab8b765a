"""Payments with labels, cut by time so that no label is used before it was known."""

from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path

import numpy as np

from paymo_training.errors import TrainingInputError

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Payments:
    """Labelled payments in the order of time.

    `features` is float64 of shape (rows, features) with the columns `names`, `occurred_at_ms` and `known_at_ms`
    (when the label became known) are epoch milliseconds, `is_fraud` is bool. `weights` are how many payments a
    row stands for: 1 divided by its chance of having been labelled. `rows` number the payments of one file.
    """

    names: tuple[str, ...]
    rows: np.ndarray
    occurred_at_ms: np.ndarray
    known_at_ms: np.ndarray
    payers: np.ndarray
    payees: np.ndarray
    is_fraud: np.ndarray
    weights: np.ndarray
    features: np.ndarray

    def __len__(self) -> int:
        return len(self.occurred_at_ms)

    @property
    def fraud_count(self) -> int:
        return int(self.is_fraud.sum())

    @property
    def amounts(self) -> np.ndarray:
        """In minor units."""
        return self.features[:, self.names.index("amount")]

    def where(self, mask: np.ndarray) -> "Payments":
        return Payments(
            self.names,
            self.rows[mask],
            self.occurred_at_ms[mask],
            self.known_at_ms[mask],
            self.payers[mask],
            self.payees[mask],
            self.is_fraud[mask],
            self.weights[mask],
            self.features[mask],
        )

    def between(self, window: "Window") -> "Payments":
        return self.where(window.contains(self.occurred_at_ms))

    def known_before(self, at_ms: int) -> "Payments":
        """The payments whose label somebody who trains at that instant has."""
        return self.where(self.known_at_ms < at_ms)


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

    def learned(self, payments: Payments) -> Payments:
        """What a model of this fold may learn from: labels known before its first validation day."""
        return payments.between(self.train).known_before(self.validation.from_ms)

    def judged(self, payments: Payments) -> Payments:
        return payments.between(self.validation)


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


def without_known_victims(payments: Payments, test: Payments, test_from_ms: int) -> Payments:
    """The test's rows without payers one of whose frauds was known when the test began."""
    known = payments.known_before(test_from_ms)
    return test.where(~np.isin(test.payers, known.payers[known.is_fraud]))


def _span(payments: Payments) -> str:
    if len(payments) == 0:
        return ": the file is empty"
    first, last = int(payments.occurred_at_ms[0]), int(payments.occurred_at_ms[-1])
    return f": the file's payments are from {day_of(first)} to {day_of(last)}"
