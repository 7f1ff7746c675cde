"""A page in headless Chromium, held over its debugging pipe: nothing to install but the browser.

with opened(file, width=390) as page:
    page.violations()        # axe-core's, in words
    page.value("document.title")
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

# axe-core 4.14.1 as npm has it (MPL 2.0), unmodified.
AXE = Path(__file__).with_name("axe.min.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
# Chromium reads its commands from file descriptor 3 and answers on 4.
_ON_PIPE = """
import os, sys
there, back = os.dup(int(sys.argv[1])), os.dup(int(sys.argv[2]))
for number, pipe in ((3, there), (4, back)):
    os.dup2(pipe, number)
    os.set_inheritable(number, True)
os.execv(sys.argv[3], sys.argv[3:])
"""


@dataclass(slots=True)
class Page:
    """One page; `session` is the browser's name for it."""

    there: BinaryIO
    back: BinaryIO
    session: str = ""
    _sent: int = 0
    _rest: bytes = b""
    _seen: list[str] = field(default_factory=list)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the DevTools protocol and its answer; events before it are noted."""
        self._sent += 1
        message: dict[str, Any] = {"id": self._sent, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.there.write(json.dumps(message).encode() + b"\0")
        self.there.flush()
        while (answer := self._next()).get("id") != self._sent:
            self._seen.append(str(answer.get("method")))
        assert "error" not in answer, answer["error"]
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self.back.fileno(), 1 << 16)
            assert more, "Chromium slutade svara"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def until(self, event: str) -> None:
        """Wait for an event that has not come yet."""
        while event not in self._seen:
            self._seen.append(str(self._next().get("method")))

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is worth; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def violations(self) -> list[str]:
        """What axe-core finds, each with where: empty when all is well. All its rules, best practices too."""
        self.value(AXE.read_text(encoding="utf-8") + "; 1")
        found = json.loads(self.value("axe.run().then(found => JSON.stringify(found))"))
        assert found["passes"], "axe-core har inte prövat något"
        return [
            f"{each['id']}: {each['help']} – {node['html'][:120]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def picture(self) -> bytes:
        """The whole page as PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        taken = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(taken["data"])


@contextmanager
def opened(file: Path, *, width: int, height: int = 844) -> Iterator[Page]:
    """A file in a window of that size, as a phone or a screen shows it."""
    read, there = os.pipe()
    back, write = os.pipe()
    flags = ["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command = [sys.executable, "-c", _ON_PIPE, str(read), str(write), CHROMIUM, *flags, "about:blank"]
    with (
        subprocess.Popen(command, pass_fds=(read, write), stderr=subprocess.DEVNULL) as browser,
        os.fdopen(there, "wb") as commands,
        os.fdopen(back, "rb") as answers,
    ):
        os.close(read)
        os.close(write)
        page = Page(commands, answers)
        try:
            target = page.call("Target.createTarget", url="about:blank")["targetId"]
            page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
            page.call("Emulation.setDeviceMetricsOverride", **screen)
            page.call("Page.enable")
            page.call("Page.navigate", url=file.resolve().as_uri())
            page.until("Page.loadEventFired")
            page.value("document.fonts.ready.then(() => 1)")
            yield page
        finally:
            browser.kill()
