"""Logs a run to MLflow: parameters, metrics and the model folder with its pictures, in a local store."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from paymo_training.errors import TrainingInputError

EXPERIMENT = "fraud"


def log_run(store: Path, folder: Path, manifest: dict) -> str:
    """Returns the run's id."""
    with started_run(store, EXPERIMENT, f"{manifest['name']} {manifest['version']}") as mlflow:
        mlflow.log_params(parameters_of(manifest))
        mlflow.log_metrics(metrics_of(manifest["metrics"]))
        mlflow.log_artifacts(str(folder), "model")
        return mlflow.active_run().info.run_id


@contextmanager
def started_run(store: Path, experiment: str, name: str) -> Iterator[ModuleType]:
    """MLflow with a run begun in `store`, a folder with `mlflow.db` (SQLite) and `artifacts`."""
    # By itself MLflow tells its makers about its use; nothing about a bank's training leaves the machine.
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    # MLflow takes seconds to load: only a run that logs waits for it.
    import mlflow
    from mlflow.exceptions import MlflowException

    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        store.mkdir(parents=True, exist_ok=True)
        mlflow.set_tracking_uri(f"sqlite:///{store.resolve() / 'mlflow.db'}")
        if mlflow.get_experiment_by_name(experiment) is None:
            mlflow.create_experiment(experiment, artifact_location=(store.resolve() / "artifacts").as_uri())
        mlflow.set_experiment(experiment)
        with mlflow.start_run(run_name=name):
            yield mlflow
    except (OSError, MlflowException) as error:
        raise TrainingInputError(
            f"{store}: the run cannot be logged ({str(error).splitlines()[0]}), all else is done; "
            "name a folder that can be written with --mlflow"
        ) from None


def parameters_of(manifest: dict) -> dict[str, str | int | float]:
    training = manifest["training"]
    facts = {name: training[name] for name in ("data", "from", "to", "labelDelayDays", "rows", "frauds")}
    given = training["parameters"] | {"catalogueVersion": manifest["catalogueVersion"]}
    return {name: "none" if value is None else value for name, value in (facts | given).items()}


def metrics_of(metrics: dict) -> dict[str, float]:
    """Every figure by name: `ap`, its bounds `ap.low` and `ap.high`, and those of baselines such as `amount.ap`."""
    flat = {name: float(value) for name, value in metrics.items() if isinstance(value, (int, float))}
    for name, (low, high) in metrics["intervals"].items():
        flat |= {f"{name}.low": low, f"{name}.high": high}
    for baseline, figures in metrics.get("baselines", {}).items():
        flat |= {f"{baseline}.{name}": value for name, value in metrics_of(figures).items()}
    return flat
