// The lines of an outline are taken by their handle and dropped before, after or under another.
// The gesture fills the form and presses the same button as without a script.
const PLACES = ["avant", "dedans", "apres"];

export default function drag(plan) {
  const form = plan.querySelector("form");
  let line = null;
  let over = null;

  const choose = (target) => {
    const radio = target?.querySelector("input[type=radio]");
    if (radio) radio.checked = true;
  };
  const clear = () => {
    over?.line.classList.remove(`plan__line--${over.place}`);
    over = null;
  };
  const find = (event) => {
    const target = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-line]");
    if (!target || target === line || !plan.contains(target)) return null;
    const { top, height } = target.getBoundingClientRect();
    const part = Math.floor(((event.clientY - top) / height) * PLACES.length);
    return { line: target, place: PLACES[Math.min(Math.max(part, 0), PLACES.length - 1)] };
  };
  const stop = () => {
    line?.classList.remove("plan__line--dragged");
    line = null;
    clear();
  };

  plan.addEventListener("focusin", (event) => choose(event.target.closest("[data-line]")));
  plan.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    line = handle.closest("[data-line]");
    line.classList.add("plan__line--dragged");
    choose(line);
    handle.setPointerCapture(event.pointerId);
  });
  plan.addEventListener("pointermove", (event) => {
    if (!line) return;
    clear();
    over = find(event);
    over?.line.classList.add(`plan__line--${over.place}`);
    if (event.clientY < 80) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - 80) window.scrollBy(0, 12);
  });
  plan.addEventListener("pointerup", () => {
    if (line && over) {
      form.elements.cible.value = over.line.dataset.line;
      form.elements.place.value = over.place;
      form.querySelector("[data-drop]").click();
    }
    stop();
  });
  plan.addEventListener("pointercancel", stop);
}
