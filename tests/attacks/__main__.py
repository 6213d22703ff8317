"""Write the table of attacks into the guide: ``python -m tests.attacks``."""

from __future__ import annotations

from tests.attacks.guide import PAGE, renewed

__all__: list[str] = []

if __name__ == "__main__":
    PAGE.write_text(renewed(), encoding="utf-8")
