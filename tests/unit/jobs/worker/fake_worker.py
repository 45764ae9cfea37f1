"""A worker that misbehaves as the job's sidecar says (`{"plan": …}`). Standard library only: starts in no time.

Writes the wire format by hand, so that a change of `protocol` that old workers would not understand is noticed.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

lock = threading.Lock()
cancelled = threading.Event()
runs = []
silent = threading.Event()


def raw(data):
    with lock:
        view = memoryview(data)
        while view:
            view = view[os.write(1, view) :]


def say(kind, **fields):
    raw(json.dumps({"type": kind, **fields}).encode() + b"\n")


def listen():
    with open(0, "rb", buffering=0) as stdin:
        for line in stdin:
            message = json.loads(line)
            if message["type"] == "run":
                runs.append(message)
            elif message["type"] == "cancel":
                cancelled.set()
            elif message["type"] == "bye" and "stubborn" not in sys.argv:
                os._exit(0)
    if "stubborn" not in sys.argv:
        os._exit(0)


def beat():
    while True:
        time.sleep(0.05)
        if not silent.is_set():
            say("beat")


def wait_for_run():
    while not runs:
        time.sleep(0.002)
    return runs.pop(0)


def result(run, partial=False, path=None):
    request = run["request"]
    path = path or run["place"]["path"]
    return {
        "type": "result",
        "job": run["job"],
        "partial": partial,
        "peaks": [[-0.5, -0.25], [0.5, 0.25]],
        "result": {
            "path": path,
            "engine": request["engine"],
            "engine_version": "1",
            "seed": request["seed"],
            "seconds": request["seconds"],
            "sample_rate": 8000,
            "channels": 2,
            "measured": {"seconds": request["seconds"], "lufs": None},
        },
    }


def frames(first, count):
    """Both channels of frame n hold n and −n."""
    import struct

    return b"".join(struct.pack("<ff", n, -n) for n in range(first, first + count))


def play_along(run, chunks=4, size=100):
    """Started, then chunks and progress."""
    job = run["job"]
    say("started", job=job, seconds=run["request"]["seconds"], sample_rate=8000, channels=2)
    with open(run["preview"], "ab", buffering=0) as preview:
        for n in range(chunks):
            preview.write(frames(n * size, size))
            say("chunk", job=job, offset=n * size, count=size)
            say("progress", job=job, stage="render", fraction=(n + 1) / chunks, seconds_made=float(n + 1))


def finish(run):
    path = Path(run["place"]["path"])
    path.parent.mkdir(exist_ok=True)
    for member in (path, path.with_suffix(".json")):
        member.write_text("whole")
    raw(json.dumps(result(run)).encode() + b"\n")


def half_files(run):
    """What a take leaves when it is cut off at the worst moment."""
    path = Path(run["place"]["path"])
    stems = path.with_name(path.stem + "-stems")
    stems.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name[:40]}.0123abcd.part")
    raw_audio = Path(run["place"]["staging"], "raw.f32")
    for member in (path, part, path.with_suffix(".mid"), stems / "bass.wav", raw_audio):
        member.write_text("half")


def first_time(run):
    """True once per marker, whichever process asks."""
    try:
        os.close(os.open(run["place"]["sidecar"]["marker"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def forever():
    while True:
        time.sleep(10)


def until_cancelled(run, answer=True):
    while not cancelled.wait(0.01):
        say("progress", job=run["job"], stage="render", fraction=0.5, seconds_made=1.0)
    cancelled.clear()
    if answer:
        refuse(run, ["CancelledError", "TimbreError"], exit_code=130)


def refuse(run, kinds, **fields):
    say(
        "error", job=run["job"], kinds=kinds, **{"message": "No.", "hint": "Do so.", "exit_code": 1, **fields}
    )


def grandchild():
    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
    note_pid(child.pid)


def note_pid(pid):
    with open(os.environ["TIMBRE_TEST_PIDS"], "a") as file:
        file.write(f"{pid}\n")


def perform(run):
    plan = (run["place"]["sidecar"] or {}).get("plan", "ok")
    if plan.startswith("once:"):
        plan = plan[5:] if first_time(run) else "ok"
    job = run["job"]
    if plan == "ok":
        play_along(run)
        finish(run)
    elif plan == "crash":
        play_along(run)
        half_files(run)
        os.write(2, b"boom \x1b[31mred\n")
        os._exit(3)
    elif plan == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif plan == "killed":
        half_files(run)
        os.kill(os.getpid(), signal.SIGKILL)
    elif plan == "memory":
        resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
        bytearray(1 << 30)
    elif plan == "memory-error":
        refuse(run, ["EngineError"], out_of_memory=True)
        os._exit(1)
    elif plan == "hang":
        half_files(run)
        silent.set()
        forever()
    elif plan == "frozen":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif plan == "stall":
        forever()
    elif plan == "polite":
        play_along(run)
        until_cancelled(run)
    elif plan == "keeps":
        play_along(run)
        until_cancelled(run, answer=False)
        say("progress", job=job, stage="save", fraction=0.0)
        time.sleep(1.2)
        raw(json.dumps(result(run, partial=True)).encode() + b"\n")
    elif plan == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        grandchild()
        half_files(run)
        play_along(run)
        forever()
    elif plan == "ignores-message":
        half_files(run)
        play_along(run)
        forever()
    elif plan == "garbage":
        raw(b"Loading checkpoint shards: 100%\r\n\x00\xff\xfe\n[1, 2]\n{}\n\n")
        raw(b'{"type": "progress"}\n{"type": "no-such-type", "job": 1}\n' + b"[" * 100_000 + b"\n")
        raw(b'{"type": "progress", "job": "%s", "stage": "x", "fraction": NaN}\n' % job.encode())
        raw(b'{"type": "progress", "job": "%s", "stage": "x", "fraction": 7}\n' % job.encode())
        say("result", job="someone else's")
        say("chunk", job=job, offset=0, count=100)
        play_along(run)
        say("chunk", job=job, offset=400, count=1_000_000)
        say("chunk", job=job, offset=7, count=1)
        finish(run)
    elif plan == "halves":
        line = json.dumps({"type": "progress", "job": job, "stage": "tiny", "fraction": 0.5}).encode() + b"\n"
        for n in range(0, len(line), 3):
            raw(line[n : n + 3])
            time.sleep(0.001)
        play_along(run)
        finish(run)
    elif plan == "half-and-dead":
        raw(json.dumps(result(run)).encode()[:100])
        os._exit(0)
    elif plan == "long-line":
        for _ in range(6):
            raw(b"{" + b"x" * (1 << 20))
        raw(b"\n")
        play_along(run)
        finish(run)
    elif plan == "flood":
        say("started", job=job, seconds=run["request"]["seconds"], sample_rate=8000, channels=2)
        line = (
            json.dumps({"type": "progress", "job": job, "stage": "render", "fraction": 0.5}).encode() + b"\n"
        )
        for _ in range(int(run["place"]["sidecar"].get("count", 20_000)) // 100):
            raw(line * 100)
        finish(run)
    elif plan == "nonsense-forever":
        while True:
            raw(b"nonsense\n" * 1000)
    elif plan == "stderr-flood":
        for _ in range(200):
            sys.stderr.write("x" * 10_000 + "\n")
        play_along(run)
        finish(run)
    elif plan == "missing":
        refuse(
            run,
            ["WeightsGoneError", "MissingError", "TimbreError"],
            message="No \x1b[2Jweights.",
            exit_code=4,
        )
    elif plan == "taken":
        path = run["place"]["path"]
        with open(path, "w") as file:
            file.write("another's")
        refuse(run, ["FileError", "TimbreError"], message="exists", exit_code=5)
    elif plan == "children":
        grandchild()
        play_along(run)
        os._exit(9)
    elif plan == "stems":
        play_along(run)
        say("stem", job=job, name="bass", path="/x/bass.wav")
        finish(run)
    else:
        refuse(run, ["InvalidInputError"], message=f"unknown plan {plan}")


note_pid(os.getpid())
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
threading.Thread(target=listen, daemon=True).start()
if "no-hello" in sys.argv:
    forever()
if "dies-at-start" in sys.argv:
    os.write(2, b"ModuleNotFoundError: No module named 'torch'")
    os._exit(1)
say("hello", protocol=99 if "newer" in sys.argv else 1, timbre="fake")
threading.Thread(target=beat, daemon=True).start()
while True:
    perform(wait_for_run())
