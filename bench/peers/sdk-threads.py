#!/usr/bin/python3
"""openstacksdk with care: a pool of threads, as many connections."""
import sys
from concurrent.futures import ThreadPoolExecutor

from sdk_connection import CONCURRENCY, IDS, connect, stop

compute = connect(CONCURRENCY)


def stop_or_say(server_id):
    try:
        stop(compute, server_id)
    except Exception as error:
        print(server_id, error, file=sys.stderr)


with ThreadPoolExecutor(CONCURRENCY) as pool:
    list(pool.map(stop_or_say, IDS))
