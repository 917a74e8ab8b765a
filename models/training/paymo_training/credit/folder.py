"""Writes a credit model folder: model.onnx, manifest.json, golden.jsonl, fairness.json and CARD.md."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from paymo_training.credit.applicants import Applicants
from paymo_training.credit.card import card_text
from paymo_training.credit.encoding import encode
from paymo_training.credit.model import DEPTH, LEARNING_RATE, ROUNDS, CreditModel
from paymo_training.errors import TrainingInputError
from paymo_training.export import (
    GOLDEN_TOLERANCE,
    INPUT_NAME,
    POSITIVE_COLUMN,
    PROBABILITIES_NAME,
    check_parity,
    explanation_of,
    export_model,
    golden_lines,
    opsets,
)

GOLDEN_ROWS_MAX = 100


@dataclass(frozen=True)
class CreditLabel:
    """What the folder says of itself beside its figures."""

    version: str
    author: str
    created_at: str
    training_data: str
    seed: int


@dataclass(frozen=True)
class Encoded:
    features: np.ndarray


def write_credit_folder(
    out: Path, applicants: Applicants, model: CreditModel, figures: dict, label: CreditLabel
) -> dict:
    """Returns the manifest. Raises ParityError when the file does not score like the model."""
    features = encode(applicants.columns, model.inputs)
    exported = export_model(model.classifier, len(model.inputs))
    model_bytes = exported.SerializeToString(deterministic=True)
    threshold = figures["fairness"]["threshold"]
    check_parity(model_bytes, model.classifier, features, threshold, None)
    golden = golden_lines(model_bytes, model.classifier, Encoded(features), GOLDEN_ROWS_MAX)
    manifest = {
        "name": "credit",
        "version": label.version,
        "model": {
            "file": "model.onnx",
            "sha256": hashlib.sha256(model_bytes).hexdigest(),
            "opset": opsets(exported),
        },
        "catalogueVersion": 1,
        "inputs": [each.name for each in model.inputs],
        "encoding": [{k: v for k, v in asdict(each).items() if v is not None} for each in model.inputs],
        "input": INPUT_NAME,
        "output": {"probabilities": PROBABILITIES_NAME, "positiveColumn": POSITIVE_COLUMN},
        "explanation": explanation_of(model.classifier, exported),
        "thresholds": {"hold": threshold, "decline": None},
        "golden": {"file": "golden.jsonl", "rows": len(golden), "tolerance": GOLDEN_TOLERANCE},
        "training": {
            "data": label.training_data,
            "rows": len(applicants),
            "events": int(applicants.is_event.sum()),
            "parameters": {
                "algorithm": f"LightGBM ({ROUNDS} trees, learning rate {LEARNING_RATE})",
                "maxDepth": DEPTH,
                "classWeight": None,
                "seed": label.seed,
            },
            "selection": [asdict(step) for step in model.steps],
            "leftOut": applicants.left_out,
        },
        "metrics": {name: value for name, value in figures.items() if name != "fairness"},
        "author": label.author,
        "createdAt": label.created_at,
    }
    texts = {
        "golden.jsonl": "".join(line + "\n" for line in golden),
        "fairness.json": json.dumps(figures["fairness"], indent=2) + "\n",
        "CARD.md": card_text(manifest, figures["fairness"]),
        "manifest.json": json.dumps(manifest, indent=2) + "\n",
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "model.onnx").write_bytes(model_bytes)
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise TrainingInputError(f"{out}: the model folder cannot be written ({error.strerror})") from None
    return manifest
