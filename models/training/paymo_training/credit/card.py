"""The card of a credit model: what it is for, how it was made, what it reached, whom it treats how."""


def card_text(manifest: dict, fairness: dict) -> str:
    parts = [_purpose(manifest), _data(manifest), _selection(manifest), _quality(manifest["metrics"]), _fair(fairness)]
    return "\n\n".join(parts) + "\n"


def _purpose(manifest: dict) -> str:
    return f"""# Model card: {manifest["name"]} {manifest["version"]}

{manifest["author"]}, {manifest["createdAt"]}

Scores an application for a small loan: the probability, 0 to 1, that it is not repaid as agreed. It is one of several
grounds of a decision, beside rules, affordability and limits; a person can be asked to look again. It is meant for
small loans at Paymo and for nothing else: not for employment, insurance or fraud."""


def _data(manifest: dict) -> str:
    training = manifest["training"]
    left_out = "\n".join(f"| `{name}` | {reason} |" for name, reason in training["leftOut"].items())
    return f"""## Data

{training["data"]} {training["rows"]:,} applicants, {training["events"]:,} of whom did not repay. Classes keep their natural weights.

Left out of the model:

| column | because it |
|---|---|
{left_out}"""


def _selection(manifest: dict) -> str:
    training = manifest["training"]
    rows = "\n".join(f"| {number} | `{step['column']}` | {step['auc']:.4f} |" for number, step in enumerate(training["selection"], 1))
    parameters = training["parameters"]
    return f"""## Forward selection

Starting from none, the attribute that raises the cross-validated AUC most is taken in, until none raises it by 0.001.
{parameters["algorithm"]} of depth {parameters["maxDepth"]}.

| | attribute | AUC with it and those above |
|---:|---|---:|
{rows}

These AUCs chose the attributes and flatter the model a little; those below do not."""


def _quality(metrics: dict) -> str:
    folds = ", ".join(f"{auc:.3f}" for auc in metrics["aucByFold"])
    bins = "\n".join(f"| {each['rows']} | {each['predicted']:.3f} | {each['observed']:.3f} |" for each in metrics["reliability"])
    return f"""## Quality

Five folds; in each the attributes were selected and the trees grown without the fold that is judged.

| | |
|---|---:|
| AUC, mean (deviation over folds) | {metrics["auc"]:.3f} ({metrics["aucDeviation"]:.3f}) |
| AUC by fold | {folds} |
| Gini | {metrics["gini"]:.3f} |
| Kolmogorov-Smirnov | {metrics["ks"]:.3f} |
| Brier score (of the base rate alone) | {metrics["brier"]:.4f} ({metrics["brierOfBaseRate"]:.4f}) |
| calibration error, ten bins | {metrics["calibrationError"]:.3f} |

| applicants | predicted | observed |
|---:|---:|---:|
{bins}"""


def _fair(fairness: dict) -> str:
    head = f"""## Fairness

Approved at a probability of at most {fairness["threshold"]:.3f}. The gate: in each column the lowest approval rate is at
least {fairness["ratioMin"]:.2f} of the highest, among groups of 30 applicants or more. **{"Passed" if fairness["passed"] else "Not passed"}.**"""
    return "\n\n".join([head, *(_column(name, report) for name, report in fairness["columns"].items())])


def _column(name: str, report: dict) -> str:
    groups = "\n".join(
        f"| {group} | {each['rows']} | {each['approvalRate']:.3f} | {_figure(each['approvalRateOfGood'])} | "
        f"{each['predicted']:.3f} | {each['observed']:.3f} |"
        for group, each in report["groups"].items()
    )
    return f"""`{name}`: approval-rate ratio {_figure(report["approvalRateRatio"])}, equal-opportunity gap {_figure(report["equalOpportunityGap"])}.

| group | applicants | approved | approved of those who repaid | predicted | observed |
|---|---:|---:|---:|---:|---:|
{groups}"""


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
