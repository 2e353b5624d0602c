#!/usr/bin/python3
"""openstacksdk in a plain loop, as the scheduler Lambdas that one finds are written: log an error and go on."""
import sys

from sdk_connection import IDS, connect, stop

compute = connect(1)
for server_id in IDS:
    try:
        stop(compute, server_id)
    except Exception as error:
        print(server_id, error, file=sys.stderr)
