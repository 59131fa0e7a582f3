// The whole meeting by the keyboard: always with Ctrl or ⌘, so that no single key ever does anything (WCAG 2.1.4).
const OPENS = { d: "/decisions/", a: "/actions/", e: "/informations/" };

export default function liveKeys(list) {
  const notes = () => [...list.querySelectorAll("textarea[name=texte][data-note]")];
  const itemOf = (element) => element.closest(".agenda-item");

  const move = (from, step) => {
    const all = notes();
    const here = all.findIndex((note) => itemOf(note) === itemOf(from));
    all[here + step]?.focus();
  };
  const open = (from, ending) => {
    const form = itemOf(from)?.querySelector(`details form[action$="${ending}"]`);
    if (!form) return false;
    form.closest("details").open = true;
    form.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    return true;
  };

  list.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const short = event.target.closest("details form");
    if (event.key === "Enter" && short) short.requestSubmit();
    else if (event.key === "Enter") move(event.target, event.shiftKey ? -1 : 1);
    else if (!event.shiftKey || !open(event.target, OPENS[event.key.toLowerCase()])) return;
    event.preventDefault();
  });

  list.addEventListener("htmx:load", (event) => {
    const fresh = event.detail.elt;
    if (!/^(suites|informations)-/.test(fresh.id) || list.contains(document.activeElement)) return;
    const wrong = fresh.querySelector("[aria-invalid=true]");
    (wrong || itemOf(fresh).querySelector("textarea[data-note]"))?.focus();
  });
}
