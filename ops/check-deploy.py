"""Compose file, chart and seccomp profile; started by ops/check-deploy."""

import json
import subprocess
import sys
from pathlib import Path

import helm_python
import kubernetes_validate
import yaml

problems: list[str] = []


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
    print(f"docker-compose.yml: {len(services)} services fit the compose specification")


# resources of others, for which Kubernetes has no schema
FOREIGN = ("keda.sh/", "monitoring.coreos.com/")


def chart() -> None:
    path = "ops/helm/flowtilla"
    report = helm_python.lint(path, strict=True)
    problems.extend(f"{path}: {message['path']}: {message['error']}" for message in report["messages"] if message["severity"] >= 2)
    everything = {
        "worker": {"autoscaling": {"enabled": True}, "seccompProfile": ""},
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
seccomp()
for problem in problems:
    print(problem, file=sys.stderr)
sys.exit(1 if problems else 0)
