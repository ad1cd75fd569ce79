"""Resolves one table with Splink and prints its scores as one JSON line.

usage: splink_peer.py fake_1000|febrl3|people FILE

The peer in `make conformance`: never a part of the product. Settings follow
Splink's own tutorials for these data sets: comparisons made for each kind of
column, u from random pairs, m by EM under blocking rules, clusters by connected
components from a match probability of 0.95, the threshold that comity uses;
"best" is the best of four thresholds, chosen with the truth in hand.
"""

import json
import re
import sys
import time
from collections import Counter

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def read(kind, path):
    rows = pd.read_csv(path, dtype=str, skipinitialspace=True)
    rows.columns = [c.strip() for c in rows.columns]
    rows["unique_id"] = [str(i) for i in range(len(rows))]
    if kind == "febrl3":
        truth = [re.match(r"rec-(\d+)-", v).group(1) for v in rows["rec_id"]]
    else:
        truth = list(rows["cluster" if kind == "fake_1000" else "person"])
    rows = rows.apply(lambda c: c.str.strip().replace("", None))
    return rows, truth


def plan(kind):
    """Comparisons, prediction rules, rules that surely match, training rules."""
    if kind == "fake_1000":
        comparisons = [
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ]
        rules = [block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email"), block_on("city", "substr(dob, 1, 4)")]
        sure = [block_on("first_name", "surname", "dob"), block_on("email")]
        return comparisons, rules, sure, [block_on("first_name", "surname"), block_on("dob"), block_on("email")]
    if kind == "febrl3":
        comparisons = [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1]),
            cl.JaroWinklerAtThresholds("address_1", [0.9]),
            cl.JaroWinklerAtThresholds("suburb", [0.9]),
        ]
        rules = [block_on("soc_sec_id"), block_on("given_name", "surname"), block_on("date_of_birth"), block_on("surname", "postcode"), block_on("given_name", "postcode"), block_on("address_1")]
        return comparisons, rules, [block_on("soc_sec_id")], [block_on("date_of_birth"), block_on("surname", "given_name"), block_on("postcode", "street_number")]
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("born", input_is_string=True),
        cl.JaroWinklerAtThresholds("street", [0.92, 0.88]),
        cl.ExactMatch("number"),
        cl.JaroWinklerAtThresholds("town", [0.92]),
        cl.DamerauLevenshteinAtThresholds("postcode", [1]),
        cl.DamerauLevenshteinAtThresholds("phone", [1]),
        cl.EmailComparison("email"),
    ]
    rules = [block_on("given_name", "surname"), block_on("surname", "born"), block_on("given_name", "born"), block_on("phone", "given_name"), block_on("born", "postcode"), block_on("street", "number", "given_name")]
    return comparisons, rules, [block_on("given_name", "surname", "born")], [block_on("given_name", "surname"), block_on("born", "surname"), block_on("born", "given_name")]


def score(found, truth):
    pairs = lambda sizes: sum(n * (n - 1) // 2 for n in sizes)
    right = pairs(Counter(zip(found, truth)).values())
    p, r = right / pairs(Counter(found).values()), right / pairs(Counter(truth).values())
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r)}


def main():
    kind, path = sys.argv[1:3]
    rows, truth = read(kind, path)
    start = time.time()
    comparisons, rules, sure, training = plan(kind)
    settings = SettingsCreator(link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules)
    linker = Linker(DuckDBAPI().register(rows), settings)
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predictions = linker.inference.predict(threshold_match_probability=0.01)
    seconds, at = 0, {}
    for threshold in (0.95, 0.5, 0.99, 0.1):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_probability=threshold)
        of = dict(zip(*[clusters.as_pandas_dataframe()[c] for c in ("unique_id", "cluster_id")]))
        seconds = seconds or time.time() - start
        at[threshold] = score([of.get(str(i), str(i)) for i in range(len(rows))], truth)
    best = max(at, key=lambda t: at[t]["f1"])
    print(json.dumps({"seconds": seconds, "pairs": at[0.95], "best": {"threshold": best, **at[best]}}))


if __name__ == "__main__":
    main()
