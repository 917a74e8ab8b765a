"""LightGBM and XGBoost: how they are made and how their trees are read."""

import json
from math import log

import numpy as np
from lightgbm import LGBMClassifier
from xgboost import XGBClassifier

from paymo_training.ensemble import Node, at_most, less_than

Booster = LGBMClassifier | XGBClassifier

ROUNDS = 100
LEARNING_RATE = 0.1

# More threads meet after every split: on a busy machine they wait for each other longer than they save.
THREADS = 1


def make_lightgbm(depth: int, leaf_rows_min: float, seed: int) -> LGBMClassifier:
    return LGBMClassifier(
        n_estimators=ROUNDS,
        learning_rate=LEARNING_RATE,
        max_depth=depth,
        num_leaves=2**depth,
        min_child_samples=int(leaf_rows_min),
        # Frauds are rare: a leaf of honest payments alone has next to no second derivative, and without a floor
        # its step has no bound.
        min_child_weight=0.1,
        reg_lambda=1.0,
        importance_type="gain",
        use_missing=False,
        deterministic=True,
        force_row_wise=True,
        random_state=seed,
        n_jobs=THREADS,
        verbose=-1,
    )


def make_xgboost(depth: int, child_weight_min: float, seed: int) -> XGBClassifier:
    """XGBoost bounds a leaf by its second derivatives, p × (1 − p) summed over rows, and not by its rows."""
    return XGBClassifier(
        n_estimators=ROUNDS,
        learning_rate=LEARNING_RATE,
        max_depth=depth,
        min_child_weight=child_weight_min,
        tree_method="hist",
        objective="binary:logistic",
        importance_type="total_gain",
        random_state=seed,
        n_jobs=THREADS,
    )


def trees_of(booster: Booster) -> list[Node]:
    return _lightgbm_trees(booster) if isinstance(booster, LGBMClassifier) else _xgboost_trees(booster)


def _lightgbm_trees(booster: LGBMClassifier) -> list[Node]:
    rows = int(booster.booster_.dump_model()["tree_info"][0]["tree_structure"].get("internal_count", 1))
    return [_lightgbm_node(tree["tree_structure"], rows) for tree in booster.booster_.dump_model()["tree_info"]]


def _lightgbm_node(given: dict, rows: int) -> Node:
    if "split_feature" not in given:
        # A tree that found no split is one leaf, whose count is not given.
        return Node(cover=given.get("leaf_count") or rows, value=given["leaf_value"])
    assert given["decision_type"] == "<=", "features are numbers, not categories"
    return Node(
        cover=given["internal_count"],
        feature=given["split_feature"],
        threshold=at_most(given["threshold"]),
        left=_lightgbm_node(given["left_child"], rows),
        right=_lightgbm_node(given["right_child"], rows),
    )


def _xgboost_trees(booster: XGBClassifier) -> list[Node]:
    """The start, the log-odds of fraud over the training rows, goes into the first tree's leaves."""
    dumped = booster.get_booster().get_dump(dump_format="json", with_stats=True)
    starts = [_xgboost_start(booster)] + [0.0] * (len(dumped) - 1)
    return [_xgboost_node(json.loads(tree), start) for tree, start in zip(dumped, starts, strict=True)]


def _xgboost_start(booster: XGBClassifier) -> float:
    config = json.loads(booster.get_booster().save_config())
    share = float(np.ravel(json.loads(config["learner"]["learner_model_param"]["base_score"]))[0])
    return log(share / (1 - share))


def _xgboost_node(given: dict, start: float) -> Node:
    if "leaf" in given:
        return Node(cover=given["cover"], value=given["leaf"] + start)
    children = {child["nodeid"]: child for child in given["children"]}
    return Node(
        cover=given["cover"],
        feature=int(given["split"].removeprefix("f")),
        threshold=less_than(given["split_condition"]),
        left=_xgboost_node(children[given["yes"]], start),
        right=_xgboost_node(children[given["no"]], start),
    )
