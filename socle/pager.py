"""Which page numbers a pager shows: the first, the last, the neighbours, and a gap for the rest."""


def prepare_pages(drawn):
    page = drawn["page"]
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "word": drawn["word"] or "résultat",
        "numbers": [
            {
                "text": number,
                "is_link": isinstance(number, int) and number != page.number,
                "is_here": number == page.number,
            }
            for number in shown
        ],
    }
