// The words of a block, written on its line of the outline (`keep-fields` and `finish` come first).
// Esc puts back what was there; a gesture on the outline waits until what is typed is kept. The line takes the focus back.
export default function writeHere(form) {
  const { titre, texte, revision } = form.elements;
  const words = [titre, texte];
  const plan = form.closest(".plan");
  const first = revision.value;
  let leaving = false;

  const leave = (how) => {
    leaving = true;
    form.closest("[data-line]").querySelector("input[type=radio]").focus();
    plan.querySelector(`[data-leave=${how}]`).click();
  };
  const putBack = async () => {
    for (const field of words) field.value = field.defaultValue;
    const standing = await form.flush("0");
    if (standing === "both" || revision.value === first) {
      form.settle();
      return leave("back");
    }
    form.dispatchEvent(new Event("input"));
    return (await form.flush()) === "saved" && leave("back");
  };

  form.addEventListener("keep:done", (event) => {
    event.preventDefault();
    leave("kept");
  });
  form.addEventListener("keydown", (event) => {
    if (event.altKey) event.stopPropagation();
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    putBack();
  });
  form.querySelector("[data-put-back]").addEventListener("click", putBack);
  plan.addEventListener("htmx:confirm", async (event) => {
    if (leaving || event.defaultPrevented) return;
    event.preventDefault();
    if ((await form.flush()) === "saved") event.detail.issueRequest(true);
    else titre.focus();
  });
  plan.addEventListener("htmx:afterRequest", () => (leaving = false));
  (titre.value || !texte.value ? titre : texte).focus();
}
