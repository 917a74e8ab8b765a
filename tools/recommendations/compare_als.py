"""Implicit ALS beside `paymo recommendations evaluate FILE --split stratified:0.75 --seed 1`, on the same rows.

Usage: compare_als.py FILE [--spark], FILE being tab-separated with a header, the user and the item first. Needs implicit
0.7.3 from PyPI or, for the ALS of Spark's MLlib, pyspark 4.3.0 and numpy.
Prints nDCG@10 and recall@10 for a grid of parameters, all judged by the test part: in favour of ALS.
"""

import collections
import hashlib
import itertools
import math
import sys

import numpy as np

K = 10
TRAIN_SHARE = 0.75


def drawn(path):
    """Training pairs and, for each user, the items of the test part: rows in the order of a hash of seed and line."""
    rows = collections.defaultdict(list)
    with open(path, encoding="utf8") as file:
        for line, text in enumerate(file, start=1):
            if line > 1:
                user, item = text.rstrip("\n").split("\t")[:2]
                rows[user].append((hashlib.md5(f"1 {line}".encode()).hexdigest(), line, item))
    numbers = {item: number for number, item in enumerate(sorted({row[2] for each in rows.values() for row in each}))}
    train, test = [], []
    for user, each in enumerate(sorted(rows.values())):
        items = [numbers[row[2]] for row in sorted(each)]
        cut = max(1, math.floor(len(items) * TRAIN_SHARE + 1e-9))
        train += [(user, item) for item in items[:cut]]
        test.append(set(items[cut:]))
    return train, test, len(numbers)


def judged(lists, test):
    ndcg, recall = [], []
    for listed, wanted in zip(lists, test):
        if wanted:
            gain = sum(1 / math.log2(place + 2) for place, item in enumerate(listed) if item in wanted)
            ndcg.append(gain / sum(1 / math.log2(place + 2) for place in range(min(K, len(wanted)))))
            recall.append(sum(item in wanted for item in listed) / len(wanted))
    return float(np.mean(ndcg)), float(np.mean(recall))


def by_implicit(train, users, items):
    """For each set of parameters: itself, and the lists of all users."""
    import scipy.sparse as sparse
    from implicit.als import AlternatingLeastSquares

    matrix = sparse.csr_matrix((np.ones(len(train), dtype=np.float32), tuple(zip(*train))), shape=(users, items))
    for factors, regularization, alpha in itertools.product((32, 64), (0.1, 10.0), (1, 5, 20)):
        model = AlternatingLeastSquares(
            factors=factors, regularization=regularization, alpha=alpha, iterations=15, random_state=1, num_threads=1
        )
        model.fit(matrix, show_progress=False)
        lists, _ = model.recommend(np.arange(users), matrix, N=K, filter_already_liked_items=True)
        yield f"factors {factors} regularization {regularization} alpha {alpha}", lists


def by_spark(train, users, items):
    """For each set of parameters: itself, and the lists of all users. Spark weighs the penalty by a user's rows."""
    from pyspark.ml.recommendation import ALS
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    spark = SparkSession.builder.master("local[2]").config(map=quiet).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    rows = spark.createDataFrame([(user, item, 1.0) for user, item in train], "user int, item int, rating float").cache()
    had = collections.defaultdict(set)
    for user, item in train:
        had[user].add(item)
    for factors, penalty, alpha in itertools.product((32, 64), (0.01, 0.1), (1, 5, 20)):
        model = ALS(
            rank=factors, regParam=penalty, alpha=alpha, maxIter=15, seed=1, implicitPrefs=True, coldStartStrategy="drop"
        ).fit(rows)
        users_factors, items_factors = (np.zeros((count, factors)) for count in (users, items))
        for frame, table in ((model.userFactors, users_factors), (model.itemFactors, items_factors)):
            for row in frame.collect():
                table[row["id"]] = row["features"]
        lists = []
        for user, scores in enumerate(users_factors @ items_factors.T):
            scores[list(had[user])] = -np.inf
            lists.append(np.argsort(-scores, kind="stable")[:K])
        yield f"factors {factors} penalty {penalty} alpha {alpha}", lists


def main():
    train, test, items = drawn(sys.argv[1])
    algorithm = by_spark if "--spark" in sys.argv else by_implicit
    for parameters, lists in algorithm(train, len(test), items):
        ndcg, recall = judged(lists, test)
        print(f"{parameters}: nDCG {ndcg:.4f} recall {recall:.4f}", flush=True)


main()
