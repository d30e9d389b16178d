"""A real PKCS#11 token in a folder of the test: SoftHSM2 from Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from glacy.node.token_key import TokenPlace

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN = "1234"


def soft_token(folder: Path, monkeypatch: pytest.MonkeyPatch) -> TokenPlace:
    """A token with the name GLACY; without SoftHSM2 it is skipped loudly, and in CI it fails."""
    module = next((one for one in MODULES if Path(one).is_file()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        message = "NOT RUN: SoftHSM2 is not installed (apt-get install softhsm2)"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(message)
        pytest.skip(message)
    store = folder / "tokens"
    store.mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    words = ("--init-token", "--free", "--label", "GLACY", "--pin", PIN, "--so-pin", PIN)
    subprocess.run(("softhsm2-util", *words), check=True, capture_output=True)
    pin = folder / "token.pin"
    pin.write_text(f"{PIN}\n", encoding="utf-8")
    pin.chmod(0o600)
    return TokenPlace(module=module, token="GLACY", key="glacy-seal-1", pin_file=str(pin))
