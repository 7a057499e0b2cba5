"""Runs web, worker and beat together until Ctrl-C or SIGTERM; one that dies stops the rest. Called by script/server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
PATIENCE = 12  # seconds that a process gets to finish what it is doing
WITH_DEMO = os.environ.get("LIAISON_ENV", "development") == "development"
START_LIMIT = 120  # seconds until the web must answer


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    os.chdir(ROOT)
    check_port()
    prepare()
    children: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands().items():
            # A session of its own: Ctrl-C in the terminal reaches only this script, which then stops each child once.
            children[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        wait_for_web(children)
        announce()
        watch(children)
    finally:
        stop(children)


def _stop(signum: int, frame: FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    print("\n正在停止……", flush=True)
    sys.exit(0)


def check_port() -> None:
    if not PORT.isdigit() or not 0 < int(PORT) < 65536:
        sys.exit(f"PORT={PORT!r} 应是 1 到 65535 之间的整数。")
    family, kind, protocol, _, address = socket.getaddrinfo(HOST, int(PORT), type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            sys.exit(f"不能使用 {HOST} 的端口 {PORT}（{error.strerror}）。请换一个，如：PORT={int(PORT) + 1} script/server")


def prepare() -> None:
    print("→ 准备数据库", flush=True)
    manage("migrate", "--verbosity", "0")
    if WITH_DEMO:
        manage("load_demo", "--if-empty")


def manage(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], stdin=subprocess.DEVNULL, check=False, start_new_session=True)
    if done.returncode:
        sys.exit(f"manage.py {arguments[0]} 没有成功，原因见上。改好后再运行 script/server。")


def commands() -> dict[str, list[str]]:
    """What runs, by the name that is shown when it dies."""
    celery = [str(BIN / "celery"), "--app", "liaison", "--quiet"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--concurrency", "2"]
    # Two, so that a long export never delays a reminder.
    short, long = [*worker, "--queues", "short", "--hostname", "short@%h"], [*worker, "--queues", "long", "--hostname", "long@%h"]
    web = [str(BIN / "gunicorn"), "liaison.wsgi", "--config", "python:liaison.serving", "--bind", f"{HOST}:{PORT}", "--workers", "2"]
    found = {"web": [*web, "--log-level", "warning"]}
    if os.environ.get("REDIS_URL"):
        found |= {"worker": short, "jobs": long, "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]}
    else:
        found |= {"worker": [*short, "--pool", "threads", "--beat"], "jobs": [*long, "--pool", "threads"]}
    return found


def wait_for_web(children: dict[str, subprocess.Popen]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        complain_of_dead(children)
        try:
            with opener.open(f"http://{reachable_host()}:{PORT}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            sys.exit(f"网页服务已启动，但 /healthz 回答 {error.code}。请看上面的日志。")
        except OSError:
            time.sleep(0.2)
    sys.exit(f"网页服务 {START_LIMIT} 秒内没有回答。请看上面的日志。")


def reachable_host() -> str:
    host = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else HOST
    return f"[{host}]" if ":" in host else host


def announce() -> None:
    print(f"\n联络站系统已启动：http://{reachable_host()}:{PORT}/   按 Ctrl-C 停止。", flush=True)
    if HOST not in {"127.0.0.1", "localhost", "::1"} and not os.environ.get("ALLOWED_HOSTS"):
        print("别的机器要用网址访问，请另设 ALLOWED_HOSTS，如：ALLOWED_HOSTS=127.0.0.1,10.0.0.8", flush=True)
    if WITH_DEMO:
        manage("demo_logins")  # says nothing once the demo data is gone


def watch(children: dict[str, subprocess.Popen]) -> None:
    while True:
        complain_of_dead(children)
        time.sleep(0.5)


def complain_of_dead(children: dict[str, subprocess.Popen]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            sys.exit(f"{name} 进程意外退出（{child.returncode}），其余也已停止。请看上面的日志，改好后再运行 script/server。")


def stop(children: dict[str, subprocess.Popen]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # whatever the child left behind
        child.wait()


if __name__ == "__main__":
    main()
