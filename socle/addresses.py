"""`{% url %}` as Django writes it, but each address is worked out once: a page asks for dozens, always the same."""

from functools import lru_cache
from uuid import UUID

from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read_url
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape


def find_address(name: str, *args) -> str:
    """Return a page's address. One that holds a word, perhaps the secret of a link, is not remembered."""
    if all(isinstance(arg, int | UUID) for arg in args):
        return _remember(get_urlconf(), get_script_prefix(), name, *args)
    return reverse(name, args=args)


@lru_cache(maxsize=2048, typed=True)
def _remember(urlconf, prefix, name, *args):
    return reverse(name, args=args)


class AddressNode(URLNode):
    """`{% url "collectifs:collectif_detail" collectif.pk %}`; with `as address`, empty if there is no such page."""

    def render(self, context):
        if self.kwargs:
            return super().render(context)
        try:
            address = find_address(self.view_name.resolve(context), *[arg.resolve(context) for arg in self.args])
        except NoReverseMatch:
            if not self.asvar:
                raise
            address = ""
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


def parse_address(parser, token):
    """Read `{% url %}` as Django does."""
    node = read_url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
