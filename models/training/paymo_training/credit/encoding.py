"""Turns attributes into the numbers that a model asks about, by what the training rows showed."""

from dataclasses import dataclass

import numpy as np

from paymo_training.credit.applicants import Column

LEVEL_ROWS_MIN = 5
LEVELS_MAX = 30


@dataclass(frozen=True)
class Input:
    """One input of a model. A level that was not learned, and one that is missing, leaves all inputs of its column 0."""

    name: str
    column: str
    kind: str
    """`number`, `is-missing` or `is-level`."""
    level: str | None = None
    fill: float | None = None
    """What stands in for a missing number: the median."""

    def of(self, column: Column) -> np.ndarray:
        """float64, one value for each row."""
        if self.kind == "is-level":
            return np.array([value == self.level for value in column.values], dtype=np.float64)
        numbers = column.numbers if column.numbers is not None else _as_far_as_numbers(column)
        if self.kind == "is-missing":
            return np.isnan(numbers).astype(np.float64)
        return np.where(np.isnan(numbers), self.fill, numbers)


def learn_inputs(column: Column, rows: np.ndarray) -> list[Input]:
    """The inputs of a column, from some of its rows only."""
    name = column.name
    if column.numbers is not None:
        seen = column.numbers[rows]
        known = seen[~np.isnan(seen)]
        fill = float(np.median(known)) if len(known) > 0 else 0.0
        number = Input(name, name, "number", fill=fill)
        return [number, Input(f"{name}=missing", name, "is-missing")] if len(known) < len(seen) else [number]
    values = [column.values[row] for row in rows]
    counts = {level: values.count(level) for level in set(values) if level is not None}
    common = sorted((level for level, count in counts.items() if count >= LEVEL_ROWS_MIN), key=lambda v: (-counts[v], v))
    return [Input(f"{name}={level}", name, "is-level", level=level) for level in sorted(common[:LEVELS_MAX])]


def encode(columns: list[Column], inputs: list[Input]) -> np.ndarray:
    """float64 of shape (rows, inputs)."""
    by_name = {column.name: column for column in columns}
    return np.column_stack([each.of(by_name[each.column]) for each in inputs])


def _as_far_as_numbers(column: Column) -> np.ndarray:
    return np.full(len(column.values), np.nan)
