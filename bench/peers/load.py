"""Load on a service by wrk, a program of C that takes little time itself (Debian: package wrk)."""
import atexit
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORT = 18_473


def started(files, threads):
    """Starts uvicorn, which ends with this process."""
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(Path(__file__).parent), "--workers", str(threads), "--port",
               str(PORT), "--log-level", "error", "service_torch:app"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "FILES": str(files)}, start_new_session=True)

    def end():
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    atexit.register(end)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz").close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the service does not start")


running = []


def service(files, threads, case):
    """Returns (body, units, note) for protocol.serve. The file CASE.load has the words of wrk."""
    words = (files / f"{case}.load").read_text().split("\n")
    if not running:
        started(files, threads)
        running.append(True)

    def body():
        said = subprocess.run([*words, f"http://127.0.0.1:{PORT}/sample"], check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError("requests failed")
        return int(re.search(r"(\d+) requests in", said)[1])

    return body, None, f"{threads} workers"
