"""A tab of a headless browser, driven over its own protocol, with what it asked the network for."""

import contextlib
import json
import re
import shutil
import subprocess
import time
import urllib.request

import pytest


class Tab:
    """One page at a time; ``events`` are what the browser reported."""

    def __init__(self, line):
        self.line, self.events, self.number = line, [], 0
        for domain in ("Network", "Runtime", "Log", "Page"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self.number += 1
        sent = {"id": self.number, "method": method, "params": parameters}
        self.line.send(json.dumps(sent))
        while (answer := json.loads(self.line.recv())).get("id") != self.number:
            self.events.append(answer)
        return answer["result"]

    def open(self, address, width=1280, height=1000):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def value(self, expression):
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return told["result"].get("value")

    def until(self, expression, seconds=20):
        """Wait until an expression is true; give whether it came to be."""
        end = time.monotonic() + seconds
        while not self.value(expression):
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def asked(self):
        """List the schemes of all addresses that were asked for."""
        requests = [e["params"]["request"]["url"] for e in self.events
                    if e["method"] == "Network.requestWillBeSent"]  # fmt: skip
        return {address.split(":")[0] for address in requests}

    def complaints(self):
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [event for event in self.events if event["method"] in kinds]


@contextlib.contextmanager
def tab(profile):
    """Open a browser with a profile of its own; skip where there is none."""
    websocket = pytest.importorskip("websocket")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        pytest.skip("no chromium: apt-get install chromium")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
               "--disable-background-networking", "--remote-allow-origins=*",
               f"--user-data-dir={profile}", "about:blank"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as running:
        try:
            lines = (re.search(r"(ws://\S+?)/devtools", line) for line in running.stderr)
            address = next(found[1] for found in lines if found).replace("ws:", "http:")
            with urllib.request.urlopen(f"{address}/json") as listed:
                page = next(entry for entry in json.load(listed) if entry["type"] == "page")
            line = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=60)
            yield Tab(line)
            line.close()
        finally:
            running.terminate()
