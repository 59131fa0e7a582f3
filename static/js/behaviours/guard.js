// Warns before leaving a form with something typed and not sent.
export default function guard(form) {
  let dirty = false;
  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("submit", () => (dirty = false));
  form.addEventListener("autosave:done", () => (dirty = false));
  window.addEventListener("beforeunload", (event) => {
    if (dirty && form.isConnected) event.preventDefault();
  });
}
