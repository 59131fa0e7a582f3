"""The numbers a pager shows: the first pages, the last ones, and those around the current one."""


def prepare_pages(drawn: dict) -> dict:
    """Return the page numbers to offer, with the ellipsis where some are left out."""
    page = drawn["page"]
    return {"numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))}
