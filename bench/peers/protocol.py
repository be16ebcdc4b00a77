"""The protocol between a contestant and the driver, and how a round is timed.

A contestant is a process that answers lines on its standard input, one line of JSON each:

    prepare CASE FORM   {"first": seconds of the first repeat, "note": …}, or {"skip": "why it cannot"}
    run CASE FORM       {"seconds": of one unit, the median of a round's repeats, "value": …}

Between two lines it sleeps in a read, so that the contestant whose turn it is has the machine to itself.
The value is the result on which the contestants of a case must agree: a cost, a mean of results, a loss.
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
    """Repeats body for about the given time; returns the median of the seconds per unit, and its last value. If units is None,
    the value is the number of units that the body did."""
    times = []
    total = 0.0
    while total < LONG_SECONDS and (total < seconds or len(times) < LEAST_REPEATS):
        start = time.perf_counter()
        value = body()
        taken = time.perf_counter() - start
        times.append(taken / (value if units is None else units))
        total += taken
    return statistics.median(times), value


def serve(versions, forms):
    """Answers until the input ends.

    forms maps (case, form) to a function without arguments that prepares the work and returns (body, units, note): body
    does that many units of work and returns a number, or, if units is None, returns how many it did; note is a remark for the table, or "".
    """
    # Libraries may print anything; only answers may reach the driver.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    say({"versions": versions})
    ready = {}
    for line in sys.stdin:
        verb, case, form = line.split()
        try:
            if verb == "prepare":
                # The forms of one case take turns; those of the previous case are not needed any more.
                ready = {key: work for key, work in ready.items() if key[0] == case}
                body, units, note = forms[case, form]()
                first = time.perf_counter()
                body()
                compiled = time.perf_counter()
                body()
                second = time.perf_counter()
                # Work that takes long although it compiles nothing has nothing to warm up.
                if second - compiled < WARM_UP_SECONDS:
                    timed(body, units, WARM_UP_SECONDS)
                ready[case, form] = body, units
                say({"first": min(compiled - first, second - compiled), "note": note})
            else:
                body, units = ready[case, form]
                seconds, value = timed(body, units, ROUND_SECONDS)
                say({"seconds": seconds, "value": float(value)})
        except Exception as e:  # a peer that cannot do one case can do the others
            say({"skip": " ".join(f"{type(e).__name__}: {e}".split())[:200]})
