"""Finds features made of labels that nobody had yet when the payment was decided."""

from dataclasses import dataclass

import numpy as np

from paymo_training.dataset import DAY_MS, Payments
from paymo_training.metrics import average_precision

HOUR_MS = 3_600_000

# How far away a fraud may be whose label is not known yet: features count frauds over windows such as these.
WINDOWS_MS = {
    HOUR_MS: "the hour",
    6 * HOUR_MS: "the six hours",
    DAY_MS: "the day",
    7 * DAY_MS: "the seven days",
    2**62: "the time",
}

# An honest feature may well rise around a fraud. To tell nearly every honest payment near an unknown fraud from
# those near none, it would have to know the label.
LEAK_AP_MIN = 0.9

# With fewer payments to judge by, chance alone reaches a high AP.
JUDGED_ROWS_MIN = 10

# One feature that says alone who is a fraud deserves a look, whatever the reason.
GIVEAWAY_AP_MIN = 0.99


@dataclass(frozen=True)
class Leak:
    feature: str
    ap: float
    rows: int
    """Honest payments near a fraud that was not known yet."""
    near: str


@dataclass(frozen=True)
class LeakReport:
    leaks: list[Leak]
    giveaways: dict[str, float]
    """AP of features that alone tell fraud from the rest."""
    rows_judged: int
    """Honest payments near a fraud not yet known, over all checks: 0 means that nothing could be checked."""


def find_leaks(payments: Payments, judged: np.ndarray) -> LeakReport:
    """Looks for features that know labels before they are known.

    Takes honest payments whose payer or payee had a fraud that nobody knew of when they were decided (it lay in the
    past and its label came later, or it lay in the future), and honest payments whose parties had no fraud at all.
    Neither has a known fraud behind it, so a feature made of known labels is the same for both. A feature whose
    order alone tells the first from the second with an AP of `LEAK_AP_MIN` has seen the label. `judged` masks
    the payments to look at; frauds are those of all.
    """
    sides = {"payer": _Nearness(payments, payments.payers), "payee": _Nearness(payments, payments.payees)}
    is_clean = ~payments.is_fraud & judged
    for near in sides.values():
        is_clean &= ~near.has_fraud
    groups = [
        (description, is_near & judged & ~payments.is_fraud)
        for side, near in sides.items()
        for description, is_near in near.unknown(side)
    ]
    groups = [group for group in groups if group[1].sum() >= JUDGED_ROWS_MIN] if is_clean.any() else []
    leaks, giveaways = [], {}
    for index, name in enumerate(payments.names):
        levels = _Levels(payments.features[:, index])
        found = [Leak(name, levels.ap(near, near | is_clean), int(near.sum()), text) for text, near in groups]
        leaks += [leak for leak in [max(found, key=lambda each: each.ap, default=None)] if _is_leak(leak)]
        alone = levels.ap(payments.is_fraud & judged, judged)
        if alone >= GIVEAWAY_AP_MIN:
            giveaways[name] = alone
    return LeakReport(leaks, giveaways, sum(int(near.sum()) for _, near in groups))


def _is_leak(leak: Leak | None) -> bool:
    return leak is not None and leak.ap >= LEAK_AP_MIN


class _Nearness:
    """For each payment, the frauds of the same party by when they happened and when they were known."""

    def __init__(self, payments: Payments, names: np.ndarray) -> None:
        party_names, self.parties = np.unique(names.astype(str), return_inverse=True)
        self.payments = payments
        self.has_fraud = np.isin(self.parties, self.parties[payments.is_fraud])
        self._rows = np.argsort(self.parties, kind="stable")
        self._starts = np.searchsorted(self.parties[self._rows], np.arange(len(party_names) + 1))
        self.known = np.zeros(len(payments), bool)
        self.since_ms = np.full(len(payments), np.inf)
        """Since the latest fraud that had happened and was not known."""
        self.until_ms = np.full(len(payments), np.inf)
        """Until the next fraud."""
        for fraud in np.flatnonzero(payments.is_fraud):
            same = self._rows_of(self.parties[fraud])
            same = same[same != fraud]
            decided_at = payments.occurred_at_ms[same]
            since = decided_at - payments.occurred_at_ms[fraud]
            is_known = payments.known_at_ms[fraud] < decided_at
            self.known[same] |= is_known
            _lower(self.since_ms, same[~is_known & (since > 0)], since[~is_known & (since > 0)])
            _lower(self.until_ms, same[since < 0], -since[since < 0])

    def _rows_of(self, party: int) -> np.ndarray:
        return self._rows[self._starts[party] : self._starts[party + 1]]

    def unknown(self, side: str) -> list[tuple[str, np.ndarray]]:
        """Who lies near a fraud that nobody knew of, and near none that somebody knew of."""
        past = [
            (f"whose {side} had a fraud in {span} before that was not known yet", self.since_ms <= window_ms)
            for window_ms, span in WINDOWS_MS.items()
        ]
        future = [
            (f"whose {side} has a fraud in {span} after", np.isinf(self.since_ms) & (self.until_ms <= window_ms))
            for window_ms, span in WINDOWS_MS.items()
        ]
        return [(description, near & ~self.known) for description, near in past + future]


def _lower(values: np.ndarray, places: np.ndarray, to: np.ndarray) -> None:
    values[places] = np.minimum(values[places], to)


class _Levels:
    """One feature's values sorted once, to judge several groups by its order."""

    def __init__(self, values: np.ndarray) -> None:
        self.order = np.argsort(values)
        changes = np.flatnonzero(np.diff(values[self.order]))
        self.ends = np.append(changes, len(values) - 1)
        # Seen from the other end, a level ends where it began.
        self.reversed_ends = len(values) - 2 - np.append(changes[::-1], -1)

    def ap(self, is_positive: np.ndarray, is_included: np.ndarray) -> float:
        """The better of the AP of high and of low values."""
        positive = is_positive[self.order].astype(np.float64)
        included = is_included[self.order].astype(np.float64)
        return max(
            average_precision(positive, included, self.ends),
            average_precision(positive[::-1], included[::-1], self.reversed_ends),
        )
