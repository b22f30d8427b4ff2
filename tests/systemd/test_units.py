"""The units: accepted without a word, narrow, and saying what the program says."""

from __future__ import annotations

import ipaddress
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
from aggregator.fetch.addresses import denied

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "systemd"

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def settings(file: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (UNITS / file).read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@needs_systemd
def test_every_unit_and_drop_in_is_accepted_without_a_word_and_narrow():
    said = subprocess.run([ROOT / ".ci" / "units"], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@needs_systemd
@pytest.mark.parametrize(("unit", "most"), [("aggregator.service", 1.3), ("aggregator-web.service", 0.3)])
def test_the_exposure_is_what_we_say(unit, most):
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", UNITS / unit], capture_output=True, text=True, check=True
    )
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", said.stdout)[1]) <= most


def test_the_hardened_list_is_what_the_guard_leaves_over():
    listed = [word for line in settings("aggregator-hardened.conf")["IPAddressAllow"] for word in line.split()]
    assert listed[:2] == ["127.0.0.53", "127.0.0.54"]
    made = runpy.run_path(str(ROOT / ".ci" / "public_addresses.py"))["prefixes"]()
    assert listed[2:] == [str(prefix) for prefix in made]


def test_the_hardened_list_agrees_with_the_guard_at_every_border():
    listed = [ipaddress.ip_network(word) for line in settings("aggregator-hardened.conf")["IPAddressAllow"][1:]
              for word in line.split()]  # fmt: skip
    for prefix in listed:
        first, last = prefix[0], prefix[-1]
        for address in (first, last):
            assert denied(address) == "", address
        for beyond in (int(first) - 1, int(last) + 1):
            if 0 <= beyond < 2**prefix.max_prefixlen:
                address = type(first)(beyond)
                assert denied(address) or any(address in other for other in listed if other.version == prefix.version)


def test_the_watchdog_says_where_it_hung_and_a_broken_file_is_not_tried_for_ever():
    service = settings("aggregator.service")
    assert service["Type"] == ["notify"]  # notify-reload is silently ignored before 253
    assert service["WatchdogSignal"] == ["SIGABRT"]
    assert "78" in service["RestartPreventExitStatus"][0].split()
    assert len(service["ExecReload"]) == 2
    assert service["ExecReload"][0].endswith("check")


def test_no_unit_names_a_secret_or_opens_more_than_loopback():
    for file in UNITS.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "0.0.0.0" not in text.replace("IPAddressAllow", "") or "hardened" in file.name
        assert not re.search(r"(?i)^Environment=.*(token|secret|password)", text, re.MULTILINE)


def test_both_processes_are_the_same_user_and_the_web_one_has_no_network():
    daemon, web = settings("aggregator.service"), settings("aggregator-web.service")
    assert daemon["User"] == web["User"] == ["aggregator"]
    assert daemon["DynamicUser"] == web["DynamicUser"] == ["yes"]
    assert web["PrivateNetwork"] == ["yes"]
    assert web["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert settings("aggregator-web.socket")["FileDescriptorName"] == ["web"]
