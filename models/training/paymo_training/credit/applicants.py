"""Reads a table of applicants: any CSV with a header, numbers and categories."""

import csv
import gzip
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paymo_training.errors import TrainingInputError

SEPARATORS = (",", ";", "\t")
MISSING = frozenset({"", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"})
ROWS_MIN = 50
EVENTS_MIN = 10

# No attribute that the law protects, nor its usual names for one, may decide about credit.
PROTECTED_NAME = re.compile(
    r"(^|[ _-])(sex|gender|race|ethnic\w*|religion|nationality|foreign\w*|marital\w*|personal_?status\w*|disab\w*|"
    r"pregnan\w*)($|[ _-])|^age([ _-](in[ _-])?years)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Column:
    """One attribute of every applicant; None where it is missing. A column is of numbers if all its values are."""

    name: str
    values: list[str | None]
    numbers: np.ndarray | None
    """float64 with NaN where missing; None for a column of categories."""


@dataclass(frozen=True)
class Applicants:
    columns: list[Column]
    """What a model may ask about."""
    protected: list[Column]
    """What the fairness report reads, and nothing else."""
    is_event: np.ndarray
    """bool: the outcome that the model predicts, such as a default."""
    left_out: dict[str, str]
    """Columns that no model may ask about, with the reason."""
    rows_without_target: int

    def __len__(self) -> int:
        return len(self.is_event)


def read_applicants(
    path: Path, target: str, positive: str, protected: list[str], excluded: list[str]
) -> Applicants:
    """Raises TrainingInputError naming the line or the column that is wrong."""
    header, rows = _read_table(path)
    for name in (target, *protected, *excluded):
        if name not in header:
            raise TrainingInputError(f"{path}: there is no column {name}; there are {', '.join(header)}")
    if target in protected or target in excluded:
        raise TrainingInputError(f"{path}: {target} is the target and cannot be protected or excluded as well")
    by_name = {name: [row[place] for row in rows] for place, name in enumerate(header)}
    known = [value not in MISSING for value in by_name[target]]
    by_name = {name: [v for v, keep in zip(values, known, strict=True) if keep] for name, values in by_name.items()}
    is_event = _events(path, target, positive, by_name.pop(target))
    left_out = _left_out(by_name, protected, excluded)
    usable = [_column(name, values) for name, values in by_name.items() if name not in left_out]
    identifiers = {column.name: "tells rows apart" for column in usable if _is_identifier(column)}
    constants = {column.name: "is the same in every row" for column in usable if len(set(column.values)) == 1}
    left_out |= identifiers | constants
    columns = [column for column in usable if column.name not in left_out]
    if not columns:
        raise TrainingInputError(f"{path}: no column is left to learn from")
    return Applicants(
        columns=columns,
        protected=[_column(name, by_name[name]) for name in protected],
        is_event=is_event,
        left_out=left_out,
        rows_without_target=known.count(False),
    )


def _read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    text = _read_text(path)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, skipinitialspace=True)
    try:
        lines = [(reader.line_num, [field.strip() for field in row]) for row in reader if row]
    except csv.Error as error:
        raise TrainingInputError(f"{path}:{reader.line_num}: {error}") from None
    if not lines:
        raise TrainingInputError(f"{path}: is empty")
    (_, header), rows = lines[0], lines[1:]
    if len(header) < 2:
        raise TrainingInputError(f"{path}: the header has one column; columns are separated by , or ; or a tab")
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled or "" in header:
        raise TrainingInputError(f"{path}: column names must be given, and once each: {', '.join(doubled) or 'one is empty'}")
    for line, row in rows:
        if len(row) != len(header):
            raise TrainingInputError(f"{path}:{line}: {len(row)} fields, and the header has {len(header)}")
    return header, [row for _, row in rows]


def _read_text(path: Path) -> str:
    try:
        raw = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    except OSError as error:
        raise TrainingInputError(f"{path}: cannot be read ({error.strerror or error})") from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return raw.decode("latin-1").replace("\r\n", "\n")


def _events(path: Path, target: str, positive: str, values: list[str]) -> np.ndarray:
    is_event = np.array([_is_same(value, positive) for value in values], dtype=bool)
    events = int(is_event.sum())
    if events == 0:
        seen = sorted(set(values))[:10]
        raise TrainingInputError(f"{path}: {target} is never {positive}; it is {', '.join(seen)}")
    if len(values) < ROWS_MIN or events < EVENTS_MIN or len(values) - events < EVENTS_MIN:
        raise TrainingInputError(
            f"{path}: {len(values)} rows with {events} of {target} {positive} are too few: "
            f"{ROWS_MIN} rows and {EVENTS_MIN} of either outcome are needed"
        )
    return is_event


def _is_same(value: str, other: str) -> bool:
    if value == other:
        return True
    try:
        return float(value) == float(other)
    except ValueError:
        return False


def _left_out(by_name: dict[str, list[str]], protected: list[str], excluded: list[str]) -> dict[str, str]:
    named = {name: "has the name of a protected attribute" for name in by_name if PROTECTED_NAME.search(name)}
    return named | {name: "was excluded" for name in excluded} | {name: "is protected" for name in protected}


def _column(name: str, texts: list[str]) -> Column:
    values = [None if text in MISSING else text for text in texts]
    return Column(name, values, _numbers(values))


def _numbers(values: list[str | None]) -> np.ndarray | None:
    try:
        numbers = np.array([math.nan if value is None else _number(value) for value in values])
    except ValueError:
        return None
    return None if np.isinf(numbers).any() or np.isnan(numbers).all() else numbers


def _number(text: str) -> float:
    """Also with a decimal comma, as files with semicolons have it."""
    return float(text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else text)


def _is_identifier(column: Column) -> bool:
    """Categories that hardly repeat, and whole numbers that count the rows, say who somebody is, not how they pay."""
    known = [value for value in column.values if value is not None]
    distinct = len(set(known))
    if column.numbers is None:
        return distinct > len(known) / 2
    numbers = column.numbers[~np.isnan(column.numbers)]
    is_count = distinct == len(known) and (numbers == np.round(numbers)).all()
    return bool(is_count and numbers.max() - numbers.min() == len(numbers) - 1)
