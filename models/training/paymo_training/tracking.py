"""Logs a run to MLflow: parameters, metrics and the model folder with its pictures, in a local store."""

import logging
from pathlib import Path

from paymo_training.errors import TrainingInputError

EXPERIMENT = "fraud"


def log_run(store: Path, folder: Path, manifest: dict) -> str:
    """Writes into `store`: `mlflow.db` (SQLite) and `artifacts`. Returns the run's id."""
    # MLflow takes seconds to load: only a run that logs waits for it.
    import mlflow
    from mlflow.exceptions import MlflowException

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        store.mkdir(parents=True, exist_ok=True)
        mlflow.set_tracking_uri(f"sqlite:///{store.resolve() / 'mlflow.db'}")
        if mlflow.get_experiment_by_name(EXPERIMENT) is None:
            mlflow.create_experiment(EXPERIMENT, artifact_location=(store.resolve() / "artifacts").as_uri())
        mlflow.set_experiment(EXPERIMENT)
        with mlflow.start_run(run_name=f"{manifest['name']} {manifest['version']}") as run:
            mlflow.log_params(parameters_of(manifest))
            mlflow.log_metrics(metrics_of(manifest["metrics"]))
            mlflow.log_artifacts(str(folder), "model")
            return run.info.run_id
    except (OSError, MlflowException) as error:
        raise TrainingInputError(
            f"{store}: the run cannot be logged ({str(error).splitlines()[0]}); the model folder {folder} is "
            "written; name another folder with --mlflow, or off"
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
