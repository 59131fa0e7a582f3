// A note of live minutes: what is typed stays in the browser until the portal has it, and goes by itself when it can.
// Nobody's text is replaced: the portal answers with both if it must. `drafts` comes first on the same form.
const AGAIN = 5000;
const LATER = 1500;
const HERE = "Gardé sur cet appareil, pas encore envoyé.";

export default function keep(form) {
  const { texte, page } = form.elements;
  const mine = page.value;
  const { drafts } = form;
  const shown = texte.value;
  let waiting = false;
  let sent = null;
  let timer = 0;

  const write = () => {
    waiting = true;
    drafts.keep({ texte: texte.value, page: page.value, version: form.elements.version.value });
  };
  const send = () => waiting && form.isConnected && form.dispatchEvent(new Event("keep:send"));
  const recover = async () => {
    if (waiting || texte.value !== shown) return;
    const draft = await drafts.recover();
    if (!draft || draft.texte === texte.value) return;
    texte.value = draft.texte;
    page.value = draft.page;
    form.elements.version.value = draft.version;
    write();
    send();
  };
  const cut = (event) => {
    if (event.type === "htmx:responseError" && event.detail.xhr.status < 500) return;
    event.stopPropagation();
    waiting = true;
    const words = form.querySelector("[data-autosave-state] span");
    if (words) words.textContent = HERE;
    document.dispatchEvent(new Event("keep:cut"));
    clearTimeout(timer);
    timer = setTimeout(send, AGAIN);
  };

  texte.addEventListener("input", write);
  form.addEventListener("htmx:beforeRequest", (event) => {
    const settles = event.detail.requestConfig.formData.get("choix");
    sent = settles ? null : texte.value;
  });
  form.addEventListener("autosave:done", () => {
    document.dispatchEvent(new Event("keep:back"));
    page.value = mine;
    if (sent !== null && texte.value !== sent) return;
    waiting = false;
    drafts.forget();
  });
  form.addEventListener("htmx:sendError", cut);
  form.addEventListener("htmx:responseError", cut);
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    send();
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (waiting && form.isConnected) event.preventDefault();
  });
  recover();
  setTimeout(recover, LATER);
}
