"""What a journey does again and again: enter as somebody, ask axe, notice what no page may do."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

LOGIN = "/compte/login/"


def sign_in(page: Page, persona: str) -> None:
    """Enter by the demonstration's button that carries this name."""
    page.goto(LOGIN)
    page.get_by_role("button", name=persona).first.click()
    expect(page).not_to_have_url(re.compile(LOGIN))


# Of what passes, one element a rule is enough: describing each costs axe more than judging it.
FAULTS = {"resultTypes": ["violations"]}


def axe(page: Page) -> None:
    """Fail with what axe finds on the page as it stands."""
    page.wait_for_load_state("load")  # a page half read has no heading yet
    results = Axe().run(page, options=FAULTS).response
    assert results["passes"], f"axe looked at nothing on {page.url}"
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in violation["nodes"][:5])
        for violation in results["violations"]
    ]
    assert not found, f"axe on {page.url}\n" + "\n".join(found)


class Guard:
    """Watches every page of a test: no error in the console, no breach of the CSP, no foreign request."""

    def __init__(self, home: str):
        self.home = home
        self.problems: list[str] = []

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Listen to a browser context from its first page on."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"exception: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        return context

    def _on_console(self, message):
        # A missing file is told by its response; a page that answers 403 or 404 on purpose is no problem.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _on_request(self, request):
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.problems.append(f"request to somebody else: {request.url}")

    def _on_response(self, response):
        is_page = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.problems.append(f"{response.status}: {response.url}")
