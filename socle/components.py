"""Template components: `{% card title="…" %}…{% endcard %}`, declared once with the props they accept.

A component draws `templates/components/<name>.html` with its props and its `body`, and nothing else of the page:
what it needs is passed to it. A misspelt prop fails when the page is parsed, a wrong choice when it is drawn.
"""

from functools import cache

from django import template
from django.template.exceptions import TemplateSyntaxError
from django.utils.safestring import SafeString

MOST_KEPT = 2048
PLAIN = (str, SafeString, int, bool, type(None))


class Component:
    """What a component accepts: read by the parser, the drawing and the style page.

    One that is `kept` says nothing but its props: drawn once with some plain values, it is not drawn again with them.
    """

    def __init__(self, name, props=(), *, required=(), choices=None, sees=(), prepare=None, kept=False):
        self.name = name
        self.props = (*required, *props)
        self.required = required
        self.choices = choices or {}
        self.sees = sees
        self.prepare = prepare
        self.kept: dict | None = {} if kept else None
        self.blank = dict.fromkeys(self.props, "")
        self.template_name = f"components/{name}.html"

    def check_choices(self, drawn):
        for prop, allowed in self.choices.items():
            if drawn[prop] and drawn[prop] not in allowed:
                raise TemplateSyntaxError(
                    f"{{% {self.name} {prop}={drawn[prop]!r} %}}: choose among {', '.join(allowed)}."
                )

    def draw(self, drawn, context):
        if self.kept is None or not all(type(value) in PLAIN for value in drawn.values()):
            return self.draw_again(drawn, context)
        key = (context.autoescape, *((type(value), value) for value in drawn.values()))
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            found = self.kept[key] = self.draw_again(drawn, context)
        return found

    def draw_again(self, drawn, context):
        if self.choices:
            self.check_choices(drawn)
        if self.prepare:
            drawn.update(self.prepare(drawn))
        for name in self.sees:
            drawn[name] = context.get(name, "")
        drawing = find_drawing(context.template.engine, self.template_name)
        own = template.Context(drawn, autoescape=context.autoescape)
        own.template = own.render_context.template = drawing
        return drawing.nodelist.render(own)


@cache
def find_drawing(engine, name):
    """Return a component's template: asked a hundred times a page."""
    return engine.get_template(name)


class ComponentNode(template.Node):
    child_nodelists = ("body",)

    def __init__(self, component, given, body):
        self.component = component
        self.given = given
        self.body = body

    def render(self, context):
        drawn = self.component.blank.copy()
        for prop, value in self.given.items():
            drawn[prop] = value.resolve(context)
        drawn["body"] = ""
        if self.body:
            with context.push(_component=drawn):
                drawn["body"] = self.body.render(context)
        return self.component.draw(drawn, context)


class FillNode(template.Node):
    child_nodelists = ("body",)

    def __init__(self, prop, body):
        self.prop = prop
        self.body = body

    def render(self, context):
        component = context.get("_component", {})
        if self.prop not in component:
            raise TemplateSyntaxError(f"{{% fill {self.prop} %}}: no component around it has this prop.")
        component[self.prop] = self.body.render(context)
        return ""


class Library(template.Library):
    """A tag library that also keeps the catalogue of its components."""

    def __init__(self):
        super().__init__()
        self.catalogue = {}

    def component(self, name, props=(), **declared):
        """Make `{% name prop=value %}…{% endname %}` draw `components/name.html`."""
        component = Component(name, props, **declared)
        self.catalogue[name] = component

        def parse(parser, token):
            given = read_props(component, token.split_contents()[1:], parser)
            body = parser.parse([f"end{name}"])
            parser.delete_first_token()
            missing = set(component.required) - set(given) - filled_in(body)
            if missing:
                raise TemplateSyntaxError(f"{{% {name} %}} needs {', '.join(sorted(missing))}.")
            return ComponentNode(component, given, body)

        self.tag(name, parse)


def read_props(component, bits, parser):
    given = {}
    for bit in bits:
        prop, equals, value = bit.partition("=")
        if not equals or prop in given or prop not in component.props:
            raise TemplateSyntaxError(
                f"{{% {component.name} %}} does not take {bit!r}; its props are {', '.join(component.props)}."
            )
        given[prop] = parser.compile_filter(value)
    return given


def filled_in(body):
    return {node.prop for node in body.get_nodes_by_type(FillNode)}
