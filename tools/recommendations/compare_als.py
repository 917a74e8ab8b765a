"""Implicit ALS beside `paymo recommendations evaluate FILE --split stratified:0.75 --seed 1`, on the same rows.

Usage: compare_als.py FILE, tab-separated with a header, the user and the item first. Needs implicit 0.7.3 from PyPI.
Prints nDCG@10 and recall@10 for a grid of parameters, all judged by the test part: in favour of ALS.
"""

import collections
import hashlib
import itertools
import math
import sys

import numpy as np
import scipy.sparse as sparse
from implicit.als import AlternatingLeastSquares

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
    ones = np.ones(len(train), dtype=np.float32)
    return sparse.csr_matrix((ones, tuple(zip(*train))), shape=(len(test), len(numbers))), test


def judged(lists, test):
    ndcg, recall = [], []
    for listed, wanted in zip(lists, test):
        if wanted:
            gain = sum(1 / math.log2(place + 2) for place, item in enumerate(listed) if item in wanted)
            ndcg.append(gain / sum(1 / math.log2(place + 2) for place in range(min(K, len(wanted)))))
            recall.append(sum(item in wanted for item in listed) / len(wanted))
    return float(np.mean(ndcg)), float(np.mean(recall))


def main():
    matrix, test = drawn(sys.argv[1])
    for factors, regularization, alpha in itertools.product((32, 64), (0.1, 10.0), (1, 5, 20)):
        model = AlternatingLeastSquares(
            factors=factors, regularization=regularization, alpha=alpha, iterations=15, random_state=1, num_threads=1
        )
        model.fit(matrix, show_progress=False)
        lists, _ = model.recommend(np.arange(len(test)), matrix, N=K, filter_already_liked_items=True)
        ndcg, recall = judged(lists, test)
        print(f"factors {factors} regularization {regularization} alpha {alpha}: nDCG {ndcg:.4f} recall {recall:.4f}", flush=True)


main()
