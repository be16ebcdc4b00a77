"""What a contestant and the driver say to each other, and how a round is timed.

A contestant is a process that answers lines on its standard input, one line of JSON each:

    prepare CASE FORM   {"ready": true, "note": …}, or {"skip": "why it cannot"}
    run                 {"seconds": of one unit, the median of a round's repeats, "value": …}

Between two lines it sleeps in a read, so that the contestant whose turn it is has the machine to itself.
The value is what contestants of a case must agree on: a cost, a mean of results, a loss.
"""

import json
import os
import statistics
import sys
import time

ROUND_SECONDS = 0.5
LONG_SECONDS = 5.0
LEAST_REPEATS = 3
WARM_UP_SECONDS = 1.0


def timed(body, units, seconds):
    """Repeats body for about so long; the median of the seconds a unit took, and what it returned last."""
    times = []
    total = 0.0
    while total < LONG_SECONDS and (total < seconds or len(times) < LEAST_REPEATS):
        start = time.perf_counter()
        value = body()
        taken = time.perf_counter() - start
        times.append(taken / units)
        total += taken
    return statistics.median(times), value


def serve(versions, forms):
    """Answers until the input ends.

    forms maps (case, form) to a function without arguments that makes ready and returns (body, units, note): body does so many
    units of work and returns a number; note is a remark for the table, or "".
    """
    # Libraries print what they like; only answers may reach the driver.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    say({"versions": versions})
    body, units = None, 1
    for line in sys.stdin:
        words = line.split()
        try:
            if words[0] == "prepare":
                body, units, note = forms[words[1], words[2]]()
                first = time.perf_counter()
                body()
                # What takes long has nothing to warm up.
                if time.perf_counter() - first < WARM_UP_SECONDS:
                    timed(body, units, WARM_UP_SECONDS)
                say({"ready": True, "note": note})
            else:
                seconds, value = timed(body, units, ROUND_SECONDS)
                say({"seconds": seconds, "value": float(value)})
        except Exception as e:  # a peer that cannot do one case can do the others
            say({"skip": " ".join(f"{type(e).__name__}: {e}".split())[:200]})
