"""What a text may do: show a value, choose by one, and format it. Everything else is refused.

The template is read to a syntax tree and never run here, so that a hostile one costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError, nodes

from mentorbot.book.files import HIDDEN

DATE_FILTERS = frozenset({"weekday", "day", "date", "clock", "moment"})
PLURAL = "plural"
LONGEST = 6000
"""Characters in a text's source; a Telegram message holds 4096."""
DEEPEST = 8

_READER = Environment(keep_trailing_newline=True, autoescape=True)


@dataclass
class Template:
    """A text's source as it was read."""

    source: str
    body: Sequence[nodes.Node] = ()
    names: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    """Names of values that are shown as days or times."""
    tested: set[str] = field(default_factory=set)
    """Names of values that something depends on."""
    numbers: set[str] = field(default_factory=set)
    """Names of values that are counted."""
    prose: list[tuple[int, str]] = field(default_factory=list)
    """The words between the values, each with its line in the source."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    """Line in the source (the first is 1), and what is wrong there."""

    def refuse(self, node: nodes.Node, what: str) -> None:
        allowed = "{{ name }}, {{ name|filter }} and {% if name %}..{% else %}..{% endif %}"
        self.problems.append((node.lineno, f"{what} is not allowed in a text: only {allowed} are"))


def read(source: str) -> Template:
    template = Template(source)
    if len(source) > LONGEST:
        template.problems.append((1, f"is longer than {LONGEST} characters: shorten it"))
        return template
    if hidden := HIDDEN.search(source):
        line = source.count("\n", 0, hidden.start()) + 1
        template.problems.append((line, "holds a character that cannot be seen: write it anew"))
        return template
    try:
        template.body = _READER.parse(source).body
    except TemplateSyntaxError as error:
        message = f"the marks {{{{ }}}} or {{% %}} are not right: {error.message}"
        template.problems.append((error.lineno, message))
        return template
    except (RecursionError, ValueError):
        template.problems.append((1, "has far too many brackets or digits: write it more simply"))
        return template
    for node in template.body:
        _statement(node, template, 0)
    return template


def _statement(node: nodes.Node, template: Template, depth: int) -> None:
    if depth > DEEPEST:
        template.refuse(node, "an if inside so many others")
    elif isinstance(node, nodes.Output):
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                template.prose.append((part.lineno, part.data))
            else:
                _shown(part, template)
    elif isinstance(node, nodes.If):
        _condition(node.test, template, 0)
        for inner in (*node.body, *node.elif_, *node.else_):
            _statement(inner, template, depth + 1)
    else:
        template.refuse(node, f"{{% {type(node).__name__.lower()} %}}")


def _shown(node: nodes.Expr, template: Template) -> None:
    """`{{ name }}` or `{{ name|filter }}`."""
    if isinstance(node, nodes.Filter) and isinstance(node.node, nodes.Name):
        template.names.add(node.node.name)
        _filter(node, node.node.name, template)
    elif isinstance(node, nodes.Name):
        template.names.add(node.name)
    else:
        template.refuse(node, f"{_kind(node)} between {{{{ and }}}}")


def _filter(node: nodes.Filter, name: str, template: Template) -> None:
    constants = [each.value for each in node.args if isinstance(each, nodes.Const)]
    words = [each for each in constants if isinstance(each, str)]
    plain = len(words) == len(node.args) and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    if node.name in DATE_FILTERS and not node.args and plain:
        template.dates.add(name)
    elif node.name == PLURAL and len(words) == 2 and plain:
        template.numbers.add(name)
        template.prose.extend((node.lineno, word) for word in words)
    elif node.name == PLURAL:
        template.problems.append((node.lineno, "plural takes two words: plural('dag', 'dager')"))
    else:
        known = ", ".join(sorted(DATE_FILTERS | {PLURAL}))
        template.problems.append(
            (node.lineno, f"there is no filter {node.name} of this kind; there are {known}")
        )


def _condition(node: nodes.Node, template: Template, depth: int) -> None:
    if depth > DEEPEST:
        template.refuse(node, "so long a condition")
    elif isinstance(node, nodes.Name):
        template.names.add(node.name)
        template.tested.add(node.name)
    elif isinstance(node, nodes.Not):
        _condition(node.node, template, depth + 1)
    elif isinstance(node, (nodes.And, nodes.Or)):
        _condition(node.left, template, depth + 1)
        _condition(node.right, template, depth + 1)
    elif isinstance(node, nodes.Compare):
        _comparison(node, template)
    else:
        template.refuse(node, f"{_kind(node)} after if")


def _comparison(node: nodes.Compare, template: Template) -> None:
    """`name == constant` or `name != constant`: these hold for values of every kind."""
    right = node.ops[0].expr
    constant = right.value if isinstance(right, nodes.Const) else None
    plain = isinstance(constant, (str, int)) and not isinstance(constant, bool)
    if not (isinstance(node.expr, nodes.Name) and plain):
        template.refuse(node, "a comparison with anything but one word or whole number")
    elif len(node.ops) > 1 or node.ops[0].op not in ("eq", "ne"):
        template.refuse(node, "a comparison other than == and !=")
    else:
        template.names.add(node.expr.name)
        template.tested.add(node.expr.name)
        if isinstance(constant, int):
            template.numbers.add(node.expr.name)


KINDS: dict[type[nodes.Node], str] = {
    nodes.Getattr: "a dot",
    nodes.Getitem: "a bracket",
    nodes.Call: "a call",
    nodes.Const: "a bare word or number",
    nodes.Filter: "a filter after anything but a name",
}


def _kind(node: nodes.Node) -> str:
    return KINDS.get(type(node), f"{type(node).__name__.lower()}")
