// The button of a form that keeps itself (`keep-fields` comes first): the page is left once the portal has the text.
// What the portal refuses, or what two people wrote, is said by the page that it answers, with what was typed.
export default function finish(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = await form.flush(form.dataset.stays ? "reste" : "fin");
    if (said === "saved" && form.dispatchEvent(new Event("keep:done", { cancelable: true }))) window.location.assign(form.action);
    if (said !== "both" && said !== "refused") return;
    form.settle();
    form.submit();
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== "s" && event.key !== "Enter")) return;
    event.preventDefault();
    if (event.key === "s") form.flush();
    else form.requestSubmit();
  });
}
