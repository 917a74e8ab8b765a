"""Runs the portable SQL of the recommendations on Apache Spark.

Takes one folder: `job.json` says what to run, `inputs/<table>.parquet` is what to run it on; the rows of
`segment_popularity` and of each shard's `recommendations` go into folders of `outputs/`. It ends when its standard
input closes: whoever started it is gone, and nobody would read the result.
"""

import json
import os
import sys
import threading
from pathlib import Path

from pyspark.sql import SparkSession


def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text())
    statements = {
        step: (Path(job["sql"]) / f"{step}.sql").read_text() for step in job["sharedSteps"] + job["shardSteps"]
    }
    spark = (
        SparkSession.builder.appName("paymo-recommendations")
        .master(job["master"])
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", job["partitions"])
        .getOrCreate()
    )

    def keep(step: str, name: str) -> None:
        """Writes a step's rows and reads them from there: later steps start from files, not from the whole past."""
        path = str(folder / "outputs" / name)
        spark.sql(statements[step]).write.mode("overwrite").parquet(path)
        spark.read.parquet(path).createOrReplaceTempView(step)

    for table in job["inputs"]:
        spark.read.parquet(str(folder / "inputs" / f"{table}.parquet")).createOrReplaceTempView(table)
    spark.sql(job["settings"]).createOrReplaceTempView("settings")
    for step in job["sharedSteps"]:
        keep(step, step)
    for part in job["shards"]:
        spark.sql(part["settings"]).createOrReplaceTempView("settings")
        for step in job["shardSteps"]:
            keep(step, f"{step}-{part['shard']}")
    spark.stop()


def end_with_the_caller() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_caller, daemon=True).start()
    main(Path(sys.argv[1]).absolute())
