"""Writes a model folder: model.onnx, manifest.json, golden.jsonl, CARD.md and its pictures."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from paymo_training.card import card_text
from paymo_training.errors import TrainingInputError
from paymo_training.export import GOLDEN_TOLERANCE, INPUT_NAME, POSITIVE_COLUMN, PROBABILITIES_NAME, opsets
from paymo_training.pictures import draw_pictures
from paymo_training.training import Order, Trained


@dataclass(frozen=True)
class Label:
    """What the folder says of itself beside the run's figures."""

    version: str
    author: str
    created_at: str
    training_data: str
    notes: str
    """Markdown on the data's limits, put into the card as it is."""


def write_folder(out: Path, order: Order, trained: Trained, label: Label) -> dict:
    """Returns the manifest."""
    manifest = manifest_of(order, trained, label)
    pictures = draw_pictures(trained.by_model, trained.metrics["outcomes"], trained.metrics["ap"])
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "model.onnx").write_bytes(trained.model_bytes)
        _write_text(out / "golden.jsonl", "".join(line + "\n" for line in trained.golden))
        for name, picture in pictures.items():
            (out / name).write_bytes(picture)
        _write_text(out / "CARD.md", card_text(manifest, trained, label.notes))
        _write_text(out / "manifest.json", json.dumps(manifest, indent=2) + "\n")
    except OSError as error:
        raise TrainingInputError(f"{out}: the model folder cannot be written ({error.strerror})") from None
    return manifest


def manifest_of(order: Order, trained: Trained, label: Label) -> dict:
    chosen = trained.fitted.chosen
    return {
        "name": "fraud",
        "version": label.version,
        "model": {
            "file": "model.onnx",
            "sha256": hashlib.sha256(trained.model_bytes).hexdigest(),
            "opset": opsets(trained.model),
        },
        "catalogueVersion": trained.catalogue_version,
        "inputs": list(trained.train.names),
        "input": INPUT_NAME,
        "output": {"probabilities": PROBABILITIES_NAME, "positiveColumn": POSITIVE_COLUMN},
        "explanation": trained.explanation,
        "thresholds": {"hold": trained.thresholds.hold, "decline": trained.thresholds.decline},
        "golden": {"file": "golden.jsonl", "rows": len(trained.golden), "tolerance": GOLDEN_TOLERANCE},
        "training": {
            "data": label.training_data,
            "from": trained.split.train.from_day,
            "to": trained.split.train.to_day,
            "labelDelayDays": order.delay_days,
            "rows": len(trained.train),
            "frauds": trained.train.fraud_count,
            "parameters": {
                "algorithm": trained.fitted.kind.algorithm,
                "maxDepth": chosen.depth,
                trained.fitted.kind.leaf_parameter: chosen.leaf_min,
                "classWeight": None,
                "seed": order.seed,
            },
        },
        "metrics": trained.metrics,
        "author": label.author,
        "createdAt": label.created_at,
    }


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
