"""Compose file, chart, units and seccomp profile; started by ops/check-deploy with the path of a built `flowtilla`."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import helm_python
import kubernetes_validate
import yaml

problems: list[str] = []
program = sys.argv[1]


def starts(where: str, environment: dict[str, str], args: list[str]) -> None:
    """A process refuses to start with a setting or a flag that it does not know: neither may stand here."""
    calls = {"settings": ["config", "show"], "flags": [*args, "--help"]}
    for what, call in calls.items():
        done = subprocess.run([program, *call], env=environment, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode != 0:
            problems.append(f"{where}: {what}: {done.stderr.strip()}")


def variables(file: str) -> dict[str, str]:
    """What a file of variables sets, and what it proposes in comments."""
    lines = re.findall(r"^(?:# )?([A-Z][A-Z_]*)=(.*)$", Path(file).read_text(), re.MULTILINE)
    return dict(lines)


def compose() -> None:
    """What the schema does not say: that names lead somewhere."""
    document = yaml.safe_load(Path("docker-compose.yml").read_text())
    services = document["services"]
    for name, service in services.items():
        for other in service.get("depends_on", {}):
            if other not in services:
                problems.append(f"docker-compose.yml: {name} depends on {other}, which is not there")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and not Path(source).exists():
                problems.append(f"docker-compose.yml: {name} mounts {source}, which is not there")
            if not source.startswith((".", "/")) and source not in document["volumes"]:
                problems.append(f"docker-compose.yml: {name} mounts the volume {source}, which is not declared")
        if service["image"].startswith("${IMAGE"):
            own = variables("ops/image/env.example")
            filled = {
                key: re.sub(r"\$\{(\w+):-([^}]*)\}", lambda found: own.get(found[1], found[2]), str(value))
                for key, value in service.get("environment", {}).items()
            }
            starts(f"docker-compose.yml: {name}", own | filled, service["command"])
    print(f"docker-compose.yml: {len(services)} services fit the compose specification")


# resources of others, for which Kubernetes has no schema
FOREIGN = ("keda.sh/", "monitoring.coreos.com/")


def chart() -> None:
    path = "ops/helm/flowtilla"
    report = helm_python.lint(path, strict=True)
    problems.extend(f"{path}: {message['path']}: {message['error']}" for message in report["messages"] if message["severity"] >= 2)
    everything = {
        "worker": {"autoscaling": {"enabled": True}, "seccompProfile": "", "desktops": 2},
        "api": {"ingress": {"enabled": True, "tlsSecret": "tls"}},
        "metrics": {"podMonitors": True},
        "traces": {"endpoint": "http://collector:4318"},
        "imagePullSecrets": [{"name": "pull"}],
        "env": {"FLOWTILLA_LIMITS__MAX_RUNNING": "50"},
        "storage": {"className": "nfs"},
    }
    for values in ({}, everything):
        kinds: dict[str, int] = {}
        with helm_python.Chart.load(path) as loaded:
            rendered = loaded.render(values, name="shop", namespace="flows")
        for file, text in rendered.items():
            for manifest in filter(None, yaml.safe_load_all(text) if file.endswith(".yaml") else []):
                kinds[manifest["kind"]] = kinds.get(manifest["kind"], 0) + 1
                where = f"{file}: {manifest['kind']} {manifest['metadata']['name']}"
                if manifest["apiVersion"].startswith(FOREIGN):
                    continue
                try:
                    kubernetes_validate.validate(manifest, "1.27", strict=True)
                except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
                    problems.append(f"{where}: {error}")
                if manifest["kind"] == "Deployment":
                    deployment(where, manifest)
                if manifest["kind"] in ("Deployment", "Job"):
                    pod(where, manifest["spec"]["template"]["spec"])
        needed = {"Deployment": 2, "Service": 1, "Job": 1, "PodDisruptionBudget": 2, "NetworkPolicy": 2}
        if values:
            needed |= {"ScaledObject": 1, "TriggerAuthentication": 1, "Ingress": 1, "PodMonitor": 2}
        problems.extend(f"{path}: {n} × {kind} wanted, {kinds}" for kind, n in needed.items() if kinds.get(kind) != n)
        print(f"chart: {sum(kinds.values())} manifests fit Kubernetes' schemas")


def deployment(where: str, manifest: dict) -> None:
    """What no schema says: selectors find their pods, and a worker's grace period is longer than its drain."""
    spec = manifest["spec"]["template"]["spec"]
    labels = manifest["spec"]["template"]["metadata"]["labels"]
    if not manifest["spec"]["selector"]["matchLabels"].items() <= labels.items():
        problems.append(f"{where}: the selector does not find its own pods")
    args = spec["containers"][0]["args"]
    if "--drain-timeout" in args:
        drain = int(args[args.index("--drain-timeout") + 1].removesuffix("s"))
        if spec["terminationGracePeriodSeconds"] <= drain:
            problems.append(f"{where}: the grace period ends before the drain")


# keys of the secret that the chart is given, and what Kubernetes adds for a service of our name
SECRET = ("DATABASE_URL", "REDIS_URL", "FLOWTILLA_SECRETS_KEY", "FLOWTILLA_SECRET_SHOP", "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "SCALER_KEY")
LINKS = {"FLOWTILLA_PORT": "tcp://10.0.0.1:80", "FLOWTILLA_SERVICE_HOST": "10.0.0.1"}


def pod(where: str, spec: dict) -> None:
    container = spec["containers"][0]
    environment = dict.fromkeys(SECRET, "") | ({} if spec.get("enableServiceLinks") is False else LINKS)
    for variable in container.get("env", []):
        environment[variable["name"]] = variable.get("value", "10.0.0.2").replace("$(POD_IP)", "10.0.0.2")
    starts(where, environment, container["args"])
    # a pod of its own user namespace, or the kernel refuses the desktops' /proc
    desktops = environment.get("FLOWTILLA_WORKER__DESKTOPS", "0") != "0"
    unmasked = container["securityContext"].get("procMount") == "Unmasked" and spec.get("hostUsers") is False
    if desktops != unmasked:
        problems.append(f"{where}: desktops {desktops}, but an unmasked /proc {unmasked}")


def units() -> None:
    for file in sorted(Path("ops/systemd").glob("*.service")):
        text = file.read_text()
        environment = dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE))
        # it names a file of the machine's
        environment.pop("FLOWTILLA_CONFIG")
        start = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)
        starts(str(file), environment, shlex.split(start[1])[1:])
    print("systemd units: settings and flags are known to the program")


def seccomp() -> None:
    profile = json.loads(Path("ops/image/seccomp.json").read_text())
    denied = {name for rule in profile["syscalls"] for name in rule["names"]}
    listed = subprocess.run(["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=False).stdout
    known = {word.strip("# ") for word in listed.split()}
    problems.extend(f"ops/image/seccomp.json: {name} is no system call" for name in sorted(denied - known) if known)
    needed = {"clone", "clone3", "unshare", "setns", "chroot", "mount", "umount2", "pivot_root", "seccomp", "ptrace"}
    problems.extend(f"ops/image/seccomp.json: sandboxes need {name}" for name in sorted(denied & needed))
    print(f"seccomp profile: {len(denied)} system calls refused, none that a sandbox needs")


compose()
chart()
units()
seccomp()
for problem in problems:
    print(problem, file=sys.stderr)
sys.exit(1 if problems else 0)
