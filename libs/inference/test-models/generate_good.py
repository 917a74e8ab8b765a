"""Writes the models that are accepted: exports of scikit-learn, LightGBM and XGBoost as their exporters make them.

Run it in an environment with the packages that README.md names: `python generate_good.py`. Each file gets an entry in
`expected.json`: the class that is fraud, some rows and the scores that the library which trained it gives them, and for
some the SHAP values of the package shap.
"""

import json
import warnings
from pathlib import Path

import lightgbm
import numpy as np
import onnx
import shap
import xgboost
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as ToolsFloat
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
FEATURES = 6
SEED = 7
GOLDEN_ROWS = 20


def payments(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Amounts, counts and shares of made-up payments, float32, and which of them are fraud (about one in five)."""
    random = np.random.default_rng(SEED)
    table = np.column_stack(
        [
            random.lognormal(8, 1.5, rows),
            random.integers(0, 24, rows),
            random.lognormal(10, 1, rows),
            random.random(rows),
            random.poisson(3, rows),
            random.integers(0, 2, rows),
        ]
    ).astype(np.float32)
    risk = (table[:, 3] > 0.6) * 1.5 + (table[:, 0] > 8000) * 1.2 + (table[:, 1] < 6) + table[:, 5] * 0.5
    return table, (risk + random.normal(0, 0.7, rows) > 2.6).astype(np.int64)


X, Y = payments(1500)
WORDS = np.where(Y == 1, "fraud", "legit")
with_gaps = X.copy()
with_gaps[::7, 2] = np.nan
GOLDEN = X[:GOLDEN_ROWS]
EXPECTED: dict[str, dict] = {}


def keep(name: str, model: bytes, scores: np.ndarray, positive, exact=None, rows: np.ndarray = GOLDEN) -> None:
    (HERE / "good" / f"{name}.onnx").write_bytes(model)
    assert len(model) <= 20_000, f"{name} has {len(model)} bytes"
    EXPECTED[name] = {
        "positiveClass": positive,
        "rows": [[None if np.isnan(v) else float(v) for v in row] for row in rows],
        "scores": [float(score) for score in scores],
        **({"shap": exact} if exact is not None else {}),
    }


def with_covers(model: bytes, booster: xgboost.XGBClassifier | None = None) -> bytes:
    """The file with covers in `nodes_hitrates`: the training rows that pass each node, or XGBoost's own covers."""
    onnx_model = onnx.load_from_string(model)
    node = next(each for each in onnx_model.graph.node if each.op_type == "TreeEnsembleClassifier")
    columns = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
    places = {place: index for index, place in enumerate(zip(columns["nodes_treeids"], columns["nodes_nodeids"]))}
    covers = np.zeros(len(places))
    if booster is not None:
        table = booster.get_booster().trees_to_dataframe().set_index("ID")

        def copy_cover(number: str, place: int) -> None:
            """The exporter numbers the nodes anew: both trees are walked side by side."""
            row, tree = table.loc[number], columns["nodes_treeids"][place]
            covers[place] = row["Cover"]
            if row["Feature"] != "Leaf":
                copy_cover(row["Yes"], places[(tree, columns["nodes_truenodeids"][place])])
                copy_cover(row["No"], places[(tree, columns["nodes_falsenodeids"][place])])

        for tree in sorted(set(columns["nodes_treeids"])):
            copy_cover(f"{tree}-0", places[(tree, 0)])
    for tree in [] if booster is not None else sorted(set(columns["nodes_treeids"])):
        for row in X:
            place = places[(tree, 0)]
            covers[place] += 1
            while columns["nodes_modes"][place] != b"LEAF":
                is_true = row[columns["nodes_featureids"][place]] <= np.float32(columns["nodes_values"][place])
                child = columns["nodes_truenodeids" if is_true else "nodes_falsenodeids"][place]
                place = places[(tree, child)]
                covers[place] += 1
    kept = [each for each in node.attribute if each.name != "nodes_hitrates"]
    del node.attribute[:]
    node.attribute.extend([*kept, onnx.helper.make_attribute("nodes_hitrates", covers.astype(np.float32).tolist())])
    return onnx_model.SerializeToString()


def path_dependent(model, margin: bool) -> dict:
    """SHAP values of `rows` by the package shap, over the model's own covers."""
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = np.asarray(explainer.shap_values(GOLDEN))
    base = np.ravel(explainer.expected_value)
    if values.ndim == 3:
        values, base = values[:, :, 1], base[1:]
    return {"unit": "log-odds" if margin else "probability", "baseValue": float(base[-1]), "values": values.round(9).tolist()}


def scikit(name: str, model, zipmap: bool = False, words: bool = False, opset=None, exact: str | None = None) -> None:
    model.fit(X, WORDS if words else Y)
    options = {id(model): {"zipmap": zipmap}}
    exported = to_onnx(
        model, initial_types=[("features", FloatTensorType([None, FEATURES]))], options=options, target_opset=opset
    )
    column = list(model.classes_).index("fraud" if words else 1)
    shapley = path_dependent(model, exact == "log-odds") if exact else None
    positive = "fraud" if words else 1
    content = exported.SerializeToString()
    scores = model.predict_proba(GOLDEN)[:, column]
    keep(name, with_covers(content) if exact else content, scores, positive, shapley)


def write_scikit() -> None:
    small = {"random_state": SEED, "min_samples_leaf": 20}
    scikit("tree", DecisionTreeClassifier(max_depth=4, **small))
    scikit("tree-covers", DecisionTreeClassifier(max_depth=4, **small), exact="probability")
    scikit("tree-zipmap", DecisionTreeClassifier(max_depth=4, **small), zipmap=True)
    scikit("tree-words", DecisionTreeClassifier(max_depth=4, **small), words=True)
    scikit("tree-words-zipmap", DecisionTreeClassifier(max_depth=4, **small), zipmap=True, words=True)
    scikit("tree-opset-9", DecisionTreeClassifier(max_depth=3, **small), zipmap=True, opset={"": 9, "ai.onnx.ml": 1})
    scikit("forest", RandomForestClassifier(8, max_depth=5, **small))
    every_row = RandomForestClassifier(8, max_depth=5, bootstrap=False, **small)
    scikit("forest-covers", every_row, exact="probability")
    scikit("extra-trees-zipmap", ExtraTreesClassifier(8, max_depth=5, **small), zipmap=True)
    scikit("boosting", GradientBoostingClassifier(n_estimators=15, max_depth=3, **small))
    scikit("boosting-covers", GradientBoostingClassifier(n_estimators=15, max_depth=3, **small), exact="log-odds")
    scikit("boosting-words", GradientBoostingClassifier(n_estimators=15, max_depth=3, **small), words=True)
    histogram = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=8, random_state=SEED)
    scikit("histogram-boosting", histogram)
    scikit("logistic-zipmap", LogisticRegression(max_iter=5000), zipmap=True)
    scikit("logistic-words", LogisticRegression(max_iter=5000), words=True)
    scikit("scaled-logistic", make_pipeline(StandardScaler(), LogisticRegression()))
    scikit("scaled-tree-zipmap", make_pipeline(StandardScaler(), DecisionTreeClassifier(max_depth=4, **small)), zipmap=True)
    scikit("min-max-forest", make_pipeline(MinMaxScaler(), RandomForestClassifier(5, max_depth=4, **small)))
    scikit("normalised-logistic", make_pipeline(Normalizer(), LogisticRegression()))
    regressor = RandomForestRegressor(6, max_depth=4, **small).fit(X, Y)
    exported = to_onnx(regressor, initial_types=[("X", FloatTensorType([None, FEATURES]))])
    keep("forest-regressor", exported.SerializeToString(), regressor.predict(GOLDEN), None)


def write_lightgbm() -> None:
    settings = {"n_estimators": 12, "num_leaves": 8, "random_state": SEED, "verbose": -1}
    given = [("input", ToolsFloat([None, FEATURES]))]
    model = lightgbm.LGBMClassifier(**settings).fit(X, Y)
    for name, zipmap in (("lightgbm", False), ("lightgbm-zipmap", True)):
        exported = convert_lightgbm(model, initial_types=given, zipmap=zipmap)
        keep(name, exported.SerializeToString(), model.predict_proba(GOLDEN)[:, 1], 1)
    covered = with_covers(convert_lightgbm(model, initial_types=given, zipmap=False).SerializeToString())
    keep("lightgbm-covers", covered, model.predict_proba(GOLDEN)[:, 1], 1, path_dependent(model, True))
    model = lightgbm.LGBMClassifier(**settings).fit(with_gaps, Y)
    exported = convert_lightgbm(model, initial_types=given, zipmap=False)
    keep("lightgbm-gaps", exported.SerializeToString(), model.predict_proba(with_gaps[:GOLDEN_ROWS])[:, 1], 1, None, with_gaps[:GOLDEN_ROWS])
    forest = lightgbm.LGBMClassifier(boosting_type="rf", bagging_freq=1, bagging_fraction=0.7, **settings).fit(X, Y)
    exported = convert_lightgbm(forest, initial_types=given, zipmap=False)
    keep("lightgbm-forest", exported.SerializeToString(), forest.predict_proba(GOLDEN)[:, 1], 1)


def write_xgboost() -> None:
    given = [("input", ToolsFloat([None, FEATURES]))]
    model = xgboost.XGBClassifier(n_estimators=12, max_depth=3, random_state=SEED).fit(X, Y)
    exported = convert_xgboost(model, initial_types=given)
    content = exported.SerializeToString()
    scores = model.predict_proba(GOLDEN)[:, 1]
    keep("xgboost", content, scores, 1)
    keep("xgboost-covers", with_covers(content, model), scores, 1, path_dependent(model, True))
    model = xgboost.XGBClassifier(n_estimators=12, max_depth=3, random_state=SEED).fit(with_gaps, Y)
    exported = convert_xgboost(model, initial_types=given)
    keep("xgboost-gaps", exported.SerializeToString(), model.predict_proba(with_gaps[:GOLDEN_ROWS])[:, 1], 1, None, with_gaps[:GOLDEN_ROWS])


if __name__ == "__main__":
    (HERE / "good").mkdir(exist_ok=True)
    write_scikit()
    write_lightgbm()
    write_xgboost()
    (HERE / "expected.json").write_text(json.dumps(EXPECTED) + "\n")
