"""The model card: what the model is for, how it was made, what it reached and where it must not be trusted."""

import numpy as np
from sklearn.tree import DecisionTreeClassifier, export_text

from paymo_training.bootstrap import REPLICATES
from paymo_training.fit import AP_TIE, Candidate, fraud_scores, used_features
from paymo_training.metrics import HOLD_RATES_PERCENT, value_recall_name
from paymo_training.thresholds import DECLINE_FRAUDS_MIN, DECLINE_PRECISION_MIN, DECLINE_PRECISION_WILSON_MIN
from paymo_training.thresholds import HOLD_SCORE_MIN
from paymo_training.training import Trained


def card_text(manifest: dict, trained: Trained, notes: str) -> str:
    parts = [
        _purpose(manifest),
        _data(manifest),
        _tree(trained),
        _choice(trained),
        _quality(manifest["metrics"], trained.fitted.kind.noun),
        _outcomes(manifest),
        _thresholds(manifest, trained),
        _limits(manifest["metrics"], trained, notes),
        _file(manifest, trained),
    ]
    return "\n\n".join(parts) + "\n"


def _purpose(manifest: dict) -> str:
    return f"""# Model card: {manifest["name"]} {manifest["version"]}

{manifest["author"]}, {manifest["createdAt"]}

Scores a payment before it is decided: the probability, 0 to 1, that it is fraud. A score at or above `hold`
sends the payment to an analyst. It is meant for personal payments at Paymo and for nothing else: not for credit,
pricing or closing an account."""


def _data(manifest: dict) -> str:
    training, test = manifest["training"], manifest["metrics"]["test"]
    return f"""## Data

{training["data"]}

| window | from | to (not included) | payments | frauds |
|---|---|---|---:|---:|
| training | {training["from"]} | {training["to"]} | {training["rows"]:,} | {training["frauds"]:,} |
| test | {test["from"]} | {test["to"]} | {test["rows"]:,} | {test["frauds"]:,} |

Windows are cut by time. Between them lies the label delay of {_days(training["labelDelayDays"])}: whether a payment
was fraud is taken to be known that long after it. Features are computed by the code that serves the model, each from
what was known before its payment."""


def _tree(trained: Trained) -> str:
    fitted = trained.fitted
    used = ", ".join(f"`{trained.train.names[i]}`" for i in used_features(fitted.classifier))
    head = f"""## The {fitted.kind.noun}

Features that it asks about, the most important first: {used}."""
    if not isinstance(fitted.classifier, DecisionTreeClassifier):
        return head
    text = export_text(fitted.classifier, feature_names=list(trained.train.names), decimals=6, show_weights=True)
    return f"""{head} Weights are shares of [legit, fraud] in a leaf.

```
{text.rstrip()}
```"""


def _choice(trained: Trained) -> str:
    leaves = sorted({candidate.leaf_min for candidate in trained.fitted.candidates})
    depths = sorted({candidate.depth for candidate in trained.fitted.candidates})
    aps = {(c.depth, c.leaf_min): _candidate_cell(c, trained.fitted.chosen) for c in trained.fitted.candidates}
    kind = trained.fitted.kind
    header = "| depth | " + " | ".join(f"leaf ≥ {leaf:g}" for leaf in leaves) + " |\n"
    rule = "|---:|" + "---:|" * len(leaves) + "\n"
    rows = "\n".join(f"| {depth} | " + " | ".join(aps[depth, leaf] for leaf in leaves) + " |" for depth in depths)
    return f"""## How depth and leaf size were chosen

By mean average precision (AP) over {trained.fitted.folds} blocks of later training days, each scored by a model that
knew only labels of the days before it less the delay; the chosen one in bold. Classes keep their natural weights.
Among sizes within {AP_TIE:g} of the best: leaves of at least {kind.leaf_trusted:g}, then one that asks about more than
one feature if there is one, then the shallower, then the larger leaf. A leaf is measured by its {kind.leaf_unit}.

{header}{rule}{rows}"""


def _candidate_cell(candidate: Candidate, chosen: Candidate) -> str:
    return f"**{candidate.ap:.3f}**" if candidate == chosen else f"{candidate.ap:.3f}"


def _quality(metrics: dict, noun: str) -> str:
    scorers = {f"this {noun}": metrics, "amount alone": metrics["baselines"]["amount"]}
    if "rules" in metrics["baselines"]:
        scorers["three hand-written rules"] = metrics["baselines"]["rules"]
    header = "| | " + " | ".join(scorers) + " |\n|---|" + "---:|" * len(scorers)
    rows = "\n".join(
        f"| {title} | " + " | ".join(_figure(figures, name, form) for figures in scorers.values()) + " |"
        for name, title, form in _figures()
    )
    blanked = metrics["withoutFirstFeature"]
    return f"""## Quality on the test window

{header}
{rows}

In brackets: 95 % bootstrap intervals ({REPLICATES} draws of payers, each with all its payments). The budget is
{metrics["alertBudgetPerDay"]} payments a day, the most suspicious first and the larger amount first at equal scores; a
score of 0 raises no alert and is never held. Card precision at 100 is the share of frauds' payers among each day's 100
most suspicious payers; a flawless score reaches {metrics["cardPrecisionAt100Best"]:.3f} on these days. Value recall is
the share of defrauded money in the payments held. Calibration error is the mean gap of probability and fraud share over
ten bins at natural prevalence; the baselines' probabilities are fraud shares of the training window. Costs are minor
units: {metrics["reviewCostMinor"]} a check and the amount of each missed fraud; the expected-loss rule checks what
costs less to check than it is expected to lose; checking nothing costs {metrics["costWithoutModel"]:,.0f}.

With `{blanked["feature"]}` blanked and the depth chosen again, AP is {blanked["ap"]:.3f}.

![What would be done](confusion-matrix.png) ![Precision and recall](precision-recall.png)
![Reliability](reliability.png){_RULES if "rules" in metrics["baselines"] else ""}"""


_RULES = """

The rules are those of the Databricks chapter on PaySim (origin balance up to 56,900, transfer, and new destination
balance up to 105; origin balance above it and new origin balance up to 12; or amount above 1,160,000). **They use
balances after the payment, which nobody knows while deciding**: a baseline, not an alternative."""


def _figures() -> list[tuple[str, str, str]]:
    """Name, title and format of what the table shows."""
    recalls = [
        (value_recall_name(rate), f"value recall at {rate:g} % held", ".3f") for rate in HOLD_RATES_PERCENT
    ]
    return [
        ("ap", "AP", ".3f"),
        ("rocAuc", "ROC AUC", ".3f"),
        ("cardPrecisionAt100", "card precision at 100", ".3f"),
        ("precisionAtBudget", "precision at budget", ".3f"),
        ("recallAtBudget", "recall at budget", ".3f"),
        ("alertsAtBudget", "alerts at budget", ",.0f"),
        *recalls,
        ("calibrationError", "calibration error", ".6f"),
        ("costByExpectedLoss", "cost by the expected-loss rule", ",.0f"),
        ("costAtBudget", "cost at budget", ",.0f"),
    ]


def _figure(figures: dict, name: str, form: str) -> str:
    low, high = figures["intervals"][name]
    return f"{figures[name]:{form}} ({low:{form}} to {high:{form}})"


def _outcomes(manifest: dict) -> str:
    metrics, test = manifest["metrics"], manifest["metrics"]["test"]
    low, high = metrics["fraudsStopped95"]
    tables = [f"### Test window ({test['rows']:,} payments)\n\n{_outcome_rows(metrics['outcomes'])}"]
    for name, check in metrics["checks"].items():
        tables.append(f"### {name} ({check['rows']:,} payments)\n\n{_outcome_rows(check['outcomes'])}")
    joined = "\n\n".join(tables)
    return f"""## What would be done

{joined}

Frauds stopped in the test window, 95 % Wilson bounds: {low:.1%} to {high:.1%}."""


def _outcome_rows(outcomes: dict) -> str:
    rows = "\n".join(f"| {name} | {o['fraud']:,} | {o['legit']:,} |" for name, o in outcomes.items())
    return f"| outcome | fraud | legit |\n|---|---:|---:|\n{rows}"


def _thresholds(manifest: dict, trained: Trained) -> str:
    given, evidence = manifest["thresholds"], trained.fitted.evidence
    return f"""## Thresholds

Chosen on the validation days' scores ({evidence.days} days, {int(evidence.is_fraud.sum())} frauds), never on the test
window. Each lies half way between two neighbouring scores.

- `hold` = {given["hold"]}: the lowest score whose alerts fit {manifest["metrics"]["alertBudgetPerDay"]} a day on
  average over those days; scores below {HOLD_SCORE_MIN} are never held, for fewer than 1 check in {round(1 / HOLD_SCORE_MIN)} would
  find a fraud.
- `decline` = {"null" if given["decline"] is None else given["decline"]}: {_decline_reason(given["decline"])}"""


def _decline_reason(decline: float | None) -> str:
    asked = f"""at least {DECLINE_FRAUDS_MIN:,} confirmed frauds at or above it, precision of
  at least {DECLINE_PRECISION_MIN} and the lower 95 % Wilson bound of that of at least {DECLINE_PRECISION_WILSON_MIN}. A decline has no person in it. With 1,000 confirmed frauds and three mistakes among
  them the bound of the share of wrong declines is 0.88 %; fewer rows would do only if frauds came one by one, but
  they come in chains."""
    if decline is not None:
        return f"the lowest score above `hold` with {asked}"
    return f"""no score has the evidence, so everything suspicious is held for an
  analyst and nothing is declined by the model alone. It takes {asked}"""


def _limits(metrics: dict, trained: Trained, notes: str) -> str:
    noun = trained.fitted.kind.noun
    scores = len(np.unique(fraud_scores(trained.fitted.classifier, trained.test)))
    general = f"""{_guard(metrics["leakGuard"])}
- On the test window the {noun} gives {scores:,} distinct scores: payments of one score need another order in a queue (loss at
  stake, then age), and a threshold moves in steps.
- Mean AP on the validation days was {metrics["validationAp"]:.3f} against {metrics["ap"]:.3f} on the test window: what a
  {noun} learns from few frauds changes from one week to the next. Train again as labels arrive.
- Held payments lose their natural outcome. Never train on holds taken as honest; label a random share of them."""
    return f"## Limits\n\n{general}" + (f"\n{notes.strip()}" if notes.strip() else "")


def _guard(guard: dict) -> str:
    leaks = "".join(
        f"- **`{name}` knows labels before anybody did (AP {ap:.2f}): this model must not decide.**\n"
        for name, ap in guard["leaks"].items()
    )
    giveaways = "".join(
        f"- `{name}` alone tells who is a fraud (AP {ap:.2f}): make sure that it is known at decision time.\n"
        for name, ap in guard["giveaways"].items()
    )
    looked = (
        f"{guard['rowsJudged']:,} honest payments near frauds not known yet were looked at for features that know "
        "labels too early."
        if guard["rowsJudged"] > 0
        else "Features that know labels too early could not be looked for: no honest payment lies near such a fraud."
    )
    return f"{leaks}{giveaways}- {looked}"


def _file(manifest: dict, trained: Trained) -> str:
    explanation = manifest["explanation"]
    versions = ", ".join(f"{name} {version}" for name, version in manifest["model"]["opset"].items())
    return f"""## The file

`{manifest["model"]["file"]}`, SHA-256 `{manifest["model"]["sha256"]}`, opset {versions}. Input
`{manifest["input"]}`, float [N, {len(manifest["inputs"])}], feature catalogue version {manifest["catalogueVersion"]};
output `{manifest["output"]["probabilities"]}`, fraud in column {manifest["output"]["positiveColumn"]}. The training weight that
reached each node is in `nodes_hitrates`, so that exact TreeSHAP needs nothing but the file; contributions are
{explanation["unit"]} and start from {explanation["baseValue"]:.6g}. Against the
model it was made of, {trained.parity.share_within:.2%} of {trained.parity.rows:,} rows score within 1e-5 (largest difference
{trained.parity.difference_max:.1e}). `golden.jsonl` has {manifest["golden"]["rows"]} rows to reproduce."""


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
