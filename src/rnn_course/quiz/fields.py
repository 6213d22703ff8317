"""Read YAML as typed fields; every error names its line and a remedy."""

from __future__ import annotations

from typing import Any

import yaml

from rnn_course.errors import ContentError, did_you_mean

__all__ = ["BankError", "Fields"]


class BankError(ContentError):
    """A question bank that cannot be used; says file, line and remedy."""


class Fields:
    """Turn YAML nodes into values, never losing the line.

    A type is "text", "number", "yes or no" or "list" (of nodes).
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, node: yaml.Node | int, problem: str) -> BankError:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        return BankError(self.path, line, problem)

    def parse(self, text: str) -> yaml.Node:
        try:
            node = yaml.SafeLoader(text).get_single_node()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            message = f"seen broken YAML ({problem}); expected `name: value` lines. "
            raise self.fail(
                mark.line + 1 if mark else 1,
                message + "Is the indentation even, and text with a colon in quotes?",
            ) from error
        if node is None:
            raise self.fail(1, "the file is empty; expected lesson, feedback, ….")
        return node

    def fields(
        self,
        node: yaml.Node,
        what: str,
        required: dict[str, str],
        optional: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Read a mapping; unknown, double and missing names are errors."""
        types = required | (optional or {})
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, f"expected {what} as `name: value` lines.")
        data: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in types:
                hint = did_you_mean(name, types)
                raise self.fail(key, f"seen `{name}` in {what}; not known. {hint}")
            if name in data:
                raise self.fail(key, f"seen `{name}` twice in {what}; keep one.")
            data[name] = self.value(value, name, types[name])
        missing = [name for name in required if name not in data]
        if missing:
            problem = f"{what} has no `{'`, no `'.join(missing)}`; add it."
            raise self.fail(node, problem)
        return data

    def value(self, node: yaml.Node, name: str, kind: str) -> Any:
        if kind == "list":
            if not isinstance(node, yaml.SequenceNode) or not node.value:
                raise self.fail(node, f"expected `{name}` as a list of `- …` items.")
            return node.value
        seen = str(getattr(node, "value", ""))
        if not isinstance(node, yaml.ScalarNode):
            raise self.fail(node, f"expected one {kind} for `{name}`, seen a list.")
        if kind == "text":
            if not seen.strip():
                raise self.fail(node, f"`{name}` is empty; write its text.")
            return seen.strip()
        loader = yaml.SafeLoader("")
        value = loader.construct_object(node)
        fits = {"number": (int, float), "yes or no": bool}[kind]
        if not isinstance(value, fits) or (kind == "number" and value is True):
            raise self.fail(node, f"seen `{name}: {seen}`; expected a {kind}.")
        return value
