from datetime import date

import numpy as np
import pytest
from synthetic import FIRST_MS

from paymo_training.dataset import DAY_MS, Window, forward_folds, time_split


def test_the_label_delay_lies_between_training_and_test():
    split = time_split(date(2026, 1, 1), train_days=10, delay_days=1, test_days=6)
    assert (split.train.from_day, split.train.to_day) == ("2026-01-01", "2026-01-11")
    assert (split.test.from_day, split.test.to_day) == ("2026-01-12", "2026-01-18")


@pytest.mark.parametrize("at, inside", [(-1, False), (0, True), (DAY_MS - 1, True), (DAY_MS, False)])
def test_a_window_holds_its_first_millisecond_and_not_its_end(at: int, inside: bool):
    assert Window(0, DAY_MS).contains(np.array([at])).tolist() == [inside]


@pytest.mark.parametrize("train_days", range(1, 31))
@pytest.mark.parametrize("delay_days", range(0, 8))
def test_no_label_is_used_before_it_is_known(train_days: int, delay_days: int):
    split = time_split(date(2026, 1, 1), train_days, delay_days, test_days=3)
    assert split.train.to_ms + delay_days * DAY_MS == split.test.from_ms
    folds = forward_folds(split.train, delay_days)
    for fold in folds:
        assert fold.train.from_ms < fold.train.to_ms
        assert fold.train.to_ms + delay_days * DAY_MS == fold.validation.from_ms
        assert fold.validation.from_ms < fold.validation.to_ms <= split.train.to_ms
    for before, after in zip(folds, folds[1:]):
        assert before.validation.to_ms == after.validation.from_ms


def test_the_folds_of_ten_days_judge_days_4_to_9():
    folds = forward_folds(time_split(date(2026, 1, 1), 10, 1, 6).train, delay_days=1)
    days = [
        ((fold.train.to_ms - FIRST_MS) // DAY_MS, (fold.validation.from_ms - FIRST_MS) // DAY_MS) for fold in folds
    ]
    assert days == [(3, 4), (5, 6), (7, 8)]
