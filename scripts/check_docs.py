"""Fail when a generated page is stale or a link between pages leads nowhere. Part of `make lint`."""

from __future__ import annotations

import re
import sys

from make_docs import ROOT, generated


def stale_pages() -> list[str]:
    """Generated pages whose committed text differs."""
    return [
        f"{path.relative_to(ROOT)} is out of date: run `make docs`"
        for path, text in generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def dead_links() -> list[str]:
    """Relative links in Markdown pages whose target does not exist."""
    problems = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (page.parent / target).exists()
            ):
                problems.append(f"{page.relative_to(ROOT)}: dead link {target}")
    return problems


if __name__ == "__main__":
    problems = stale_pages() + dead_links()
    print("\n".join(problems) or "documentation is up to date")
    sys.exit(1 if problems else 0)
