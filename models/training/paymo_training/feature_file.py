"""Reads a feature file: Parquet whose columns, beyond a few leading ones, are features in the order of the file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from paymo_training.dataset import DAY_MS, Payments
from paymo_training.errors import TrainingInputError

LABEL = "is_fraud"
KNOWN_AT = "known_at_ms"
WEIGHT = "weight"
AMOUNT = "amount"
REQUIRED = ("occurred_at_ms", "payer", "payee", LABEL)
LEADING = (*REQUIRED, KNOWN_AT, WEIGHT)

# Key in the file's metadata. What a feature means is decided in libs/features alone, for training and serving
# alike; the version says which meaning the file has.
CATALOGUE_VERSION_KEY = b"paymo.catalogue_version"
CATALOGUE_VERSION_WHEN_ABSENT = 1


@dataclass(frozen=True)
class FeatureFile:
    path: Path
    catalogue_version: int
    payments: Payments
    """The rows that have a label, in the order of time."""
    unlabelled_rows: int
    """Rows left out because nobody knows yet whether they were fraud."""


def read_feature_file(path: Path, delay_days: int) -> FeatureFile:
    """A label without a time of its own counts as known `delay_days` after its payment."""
    table = _read_table(path)
    _check_columns(table, path)
    labelled = _labelled_rows(table, path)
    version = _catalogue_version(table, path)
    unlabelled_rows = table.num_rows - int(labelled.sum())
    return FeatureFile(path, version, _payments(table.filter(pa.array(labelled)), path, delay_days), unlabelled_rows)


def _payments(table: pa.Table, path: Path, delay_days: int) -> Payments:
    names = tuple(name for name in table.column_names if name not in LEADING)
    occurred_at_ms = _numbers(table["occurred_at_ms"], "occurred_at_ms", path)
    order = np.argsort(occurred_at_ms, kind="stable")
    return Payments(
        names=names,
        rows=np.arange(table.num_rows),
        occurred_at_ms=occurred_at_ms[order].astype(np.int64),
        known_at_ms=_known_at_ms(table, occurred_at_ms, path, delay_days)[order].astype(np.int64),
        payers=_texts(table, "payer", path)[order],
        payees=_texts(table, "payee", path)[order],
        is_fraud=np.asarray(table[LABEL].to_pylist(), dtype=bool)[order],
        weights=_weights(table, path)[order],
        features=np.column_stack([_numbers(table[name], name, path) for name in names])[order],
    )


def _read_table(path: Path) -> pa.Table:
    try:
        with pq.ParquetFile(path) as file:
            return file.read()
    except FileNotFoundError:
        raise TrainingInputError(f"{path}: there is no such file") from None
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise TrainingInputError(f"{path}: this is not a readable Parquet file ({reason})") from None


def _check_columns(table: pa.Table, path: Path) -> None:
    names = table.column_names
    if LABEL not in names:
        raise TrainingInputError(
            f"{path}: there is no label column {LABEL}; build the features with a mapping that names a label"
        )
    missing = [name for name in (*REQUIRED, AMOUNT) if name not in names]
    if missing:
        raise TrainingInputError(
            f"{path}: missing columns: {', '.join(missing)}; `paymo features build` writes such a file"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TrainingInputError(f"{path}: more than one column is called {', '.join(twice)}; rename or drop one")


def _labelled_rows(table: pa.Table, path: Path) -> np.ndarray:
    column = table[LABEL]
    if column.null_count == len(column) > 0:
        raise TrainingInputError(
            f"{path}: no row has a label in {LABEL}; wait until some are known, or map the log's label column"
        )
    if not pa.types.is_boolean(column.type):
        raise TrainingInputError(f"{path}: column {LABEL} is {column.type}, not yes or no; write it as BOOLEAN")
    return column.is_valid().to_numpy()


def _catalogue_version(table: pa.Table, path: Path) -> int:
    given = (table.schema.metadata or {}).get(CATALOGUE_VERSION_KEY)
    if given is None:
        return CATALOGUE_VERSION_WHEN_ABSENT
    text = given.decode("utf-8", errors="replace")
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise TrainingInputError(
            f"{path}: the metadata {CATALOGUE_VERSION_KEY.decode()} is {text!r}; write a whole number from 1 on"
        )
    return int(text)


def _texts(table: pa.Table, name: str, path: Path) -> np.ndarray:
    column = table[name]
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise TrainingInputError(f"{path}: column {name} is {column.type}, not text; write the account's name")
    if column.null_count > 0:
        raise TrainingInputError(f"{path}: column {name} is missing in {column.null_count} rows; name every party")
    return np.asarray(column.to_pylist(), dtype=object)


def _known_at_ms(table: pa.Table, occurred_at_ms: np.ndarray, path: Path, delay_days: int) -> np.ndarray:
    delayed = occurred_at_ms + delay_days * DAY_MS
    if KNOWN_AT not in table.column_names:
        return delayed
    column = table[KNOWN_AT]
    given = column.is_valid().to_numpy()
    if not given.any():
        return delayed
    known = np.where(given, _numbers(column.fill_null(0), KNOWN_AT, path), delayed)
    early = int((known < occurred_at_ms).sum())
    if early > 0:
        raise TrainingInputError(
            f"{path}: in {early} rows {KNOWN_AT} lies before occurred_at_ms; a label is known after its payment"
        )
    return known


def _weights(table: pa.Table, path: Path) -> np.ndarray:
    if WEIGHT not in table.column_names:
        return np.ones(table.num_rows)
    weights = _numbers(table[WEIGHT], WEIGHT, path)
    if not (weights > 0).all():
        raise TrainingInputError(
            f"{path}: column {WEIGHT} has values of 0 or less; write 1 divided by the chance of having been labelled"
        )
    return weights


def _numbers(column: pa.ChunkedArray, name: str, path: Path) -> np.ndarray:
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        hint = "; write yes as 1 and no as 0" if pa.types.is_boolean(column.type) else ""
        raise TrainingInputError(f"{path}: column {name} is {column.type}, not a number{hint}")
    values = column.to_numpy().astype(np.float64)
    # The model reads float32: a number beyond its range would be infinite there.
    with np.errstate(over="ignore"):
        wrong = int((~np.isfinite(values.astype(np.float32))).sum())
    if wrong > 0:
        raise TrainingInputError(
            f"{path}: column {name} has values that are missing or not finite as float32 in {wrong} rows; "
            "every feature needs a value, such as 0 for none"
        )
    return values
