from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from synthetic import FEATURE_NAMES, synthetic_table

from paymo_training.dataset import DAY_MS
from paymo_training.feature_file import FeatureFile, read_feature_file


def read(folder: Path, table: pa.Table, delay_days: int = 1) -> FeatureFile:
    path = folder / "features.parquet"
    pq.write_table(table, path)
    return read_feature_file(path, delay_days)


def test_payments_are_read_in_the_order_of_time(tmp_path: Path):
    payments = read(tmp_path, synthetic_table()).payments
    assert (len(payments), payments.fraud_count) == (3_600, 144)
    assert (np.diff(payments.occurred_at_ms) >= 0).all()
    share = payments.features[:, FEATURE_NAMES.index("balance_share")]
    assert (share[payments.is_fraud] == 1).all()


def test_every_column_that_does_not_lead_is_a_feature_in_the_order_of_the_file(tmp_path: Path):
    table = synthetic_table()
    ones = pa.array([1.0] * table.num_rows)
    for name in ("zebra", "weight", "known_at_ms", "aardvark"):
        table = table.append_column(name, table["occurred_at_ms"] if name == "known_at_ms" else ones)
    assert read(tmp_path, table).payments.names == (*FEATURE_NAMES, "zebra", "aardvark")


def test_the_catalogue_version_is_that_of_the_metadata_and_1_without(tmp_path: Path):
    table = synthetic_table()
    assert read(tmp_path, table).catalogue_version == 1
    assert read(tmp_path, table.replace_schema_metadata({"paymo.catalogue_version": "12"})).catalogue_version == 12


def test_rows_without_a_label_are_left_out_and_counted(tmp_path: Path):
    table = synthetic_table()
    labels = [None if row % 3 == 0 else label for row, label in enumerate(table["is_fraud"].to_pylist())]
    place = table.column_names.index("is_fraud")
    file = read(tmp_path, table.set_column(place, "is_fraud", pa.array(labels)))
    assert (len(file.payments), file.unlabelled_rows) == (2_400, 1_200)
    assert file.payments.fraud_count == 96


def test_a_label_is_known_when_the_file_says_so_and_after_the_delay_where_it_does_not(tmp_path: Path):
    table = synthetic_table(days=1)
    occurred = table["occurred_at_ms"].to_pylist()
    given = [ms + 5 if row % 2 else None for row, ms in enumerate(occurred)]
    late = {ms + 5 for row, ms in enumerate(occurred) if row % 2}
    payments = read(tmp_path, table.append_column("known_at_ms", pa.array(given, pa.float64())), 3).payments
    expected = [ms + 5 if ms + 5 in late else ms + 3 * DAY_MS for ms in payments.occurred_at_ms]
    assert payments.known_at_ms.tolist() == expected
    absent = read(tmp_path, table, 3).payments
    assert (absent.known_at_ms == absent.occurred_at_ms + 3 * DAY_MS).all()


def test_a_label_known_only_later_is_not_there_to_learn_from(tmp_path: Path):
    payments = read(tmp_path, synthetic_table(), delay_days=2).payments
    at_ms = int(payments.occurred_at_ms[0]) + 3 * DAY_MS
    known = payments.known_before(at_ms)
    assert 0 < len(known) < len(payments)
    assert (known.occurred_at_ms < at_ms - 2 * DAY_MS).all()


def test_a_row_weighs_1_unless_the_file_says_otherwise(tmp_path: Path):
    table = synthetic_table(days=1)
    assert (read(tmp_path, table).payments.weights == 1).all()
    weighed = read(tmp_path, table.append_column("weight", pa.array([4.0] * table.num_rows)))
    assert (weighed.payments.weights == 4).all()
