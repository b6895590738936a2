"""Changing texts in a YAML file and nothing else in it. Changes when another kind of text is changed so."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

KeyPath = tuple[str | int, ...]
"""Where a text stands: keys, and places in lists."""

TEXT = "text"
"""The key of a passage's text, where the passage has more than that."""


def with_texts(text: str, texts: Mapping[KeyPath, str]) -> str:
    """
    The file with other texts at these places. All else stays to the letter: comments, order, quotes.

    A passage may stand as a text, as a mapping with `text`, or alone in the place of a list of one. A key
    that a mapping lacks is added at its end. Raises KeyError for a place that is not there in any other way,
    and yaml.YAMLError for a file that is no YAML.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    edits = sorted((_edit(text, root, path, said) for path, said in texts.items()), reverse=True)
    for start, end, said in edits:
        text = text[:start] + said + text[end:]
    return text


def quoted(text: str, indent: int = 0) -> str:
    """A text as it is written in our files: quoted, or line by line when it has several."""
    lines = text.split("\n")
    plain = all(line and line == line.strip() and line.isprintable() for line in lines)
    if len(lines) == 1 or not plain:
        return json.dumps(text, ensure_ascii=False)
    return "|-" + "".join(f"\n{' ' * (indent + 2)}{line}" for line in lines)


def _edit(text: str, root: yaml.Node | None, path: KeyPath, said: str) -> tuple[int, int, str]:
    """From where to where what is to stand instead."""
    node, column = root, 0
    for number, step in enumerate(path):
        found = _child(node, step)
        if found is None:
            if number == len(path) - 1 and isinstance(node, yaml.MappingNode) and node.value:
                return _added(text, node, str(step), said)
            raise KeyError(path)
        node, column = found
    if isinstance(node, yaml.MappingNode) and (found := _child(node, TEXT)):
        node, column = found
    if not isinstance(node, yaml.ScalarNode):
        raise KeyError(path)
    return node.start_mark.index, _end(text, node), quoted(said, column)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    """What stands there, and the column of its key."""
    if isinstance(node, yaml.MappingNode) and isinstance(step, str):
        return next(((value, key.start_mark.column) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.column
    if step == 0 and node is not None and not isinstance(node, yaml.SequenceNode):
        return node, node.start_mark.column  # one stands where a list may
    return None


def _end(text: str, node: yaml.Node) -> int:
    """Where a node ends: YAML counts the empty lines behind a block to it."""
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip())


def _added(text: str, node: yaml.MappingNode, key: str, said: str) -> tuple[int, int, str]:
    first, last = node.value[0][0], node.value[-1][1]
    end, column = _end(text, last), first.start_mark.column
    return end, end, f"\n{' ' * column}{key}: {quoted(said, column)}"
