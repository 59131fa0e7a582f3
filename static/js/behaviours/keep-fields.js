// A form of several fields that keeps itself: first in the browser, then in the portal as soon as it answers.
// If somebody else wrote meanwhile both are shown, and nothing more goes by itself. `drafts` comes first on the form.
// Its button goes the same way: the page is left once the portal has the text, whatever the network says of itself.
const [WAIT, AGAIN, PATIENCE] = [1200, 5000, 10000];
const WORDS = {
  saving: "Enregistrement…",
  saved: "Gardé à l’instant.",
  cut: "Pas encore envoyé : le portail ne répond pas. Votre texte est gardé sur cet appareil et partira dès qu’il répond.",
  both: "Quelqu’un d’autre a écrit ce bloc : les deux textes sont ci-dessous, et le vôtre reste dans les champs.",
};

export default function keepFields(form) {
  const [{ page, revision }, names] = [form.elements, form.dataset.fields.split(" ")];
  const [sign, both] = ["[data-autosave-state]", "[data-both]"].map((name) => form.querySelector(name));
  const read = () => JSON.stringify(names.map((name) => form.elements[name]?.value ?? ""));
  const shown = read();
  const state = { waiting: false, sending: Promise.resolve(), stopped: false, timer: 0 };

  const say = (key, words = WORDS[key]) => {
    sign.className = `autosave autosave--${key === "saved" || key === "saving" ? key : "failed"}`;
    sign.querySelector("span").textContent = words;
    return key;
  };
  const later = (wait) => void (clearTimeout(state.timer), (state.timer = setTimeout(send, wait)));
  const write = () => {
    state.waiting = true;
    form.drafts.keep({ fields: read(), page: page.value, revision: revision.value });
    later(WAIT);
  };
  const take = (said, sent) => {
    document.dispatchEvent(new Event("keep:back"));
    if (said.dit || said.deux) {
      state.stopped = Boolean(said.deux);
      both.replaceChildren(...new DOMParser().parseFromString(said.deux ?? "", "text/html").body.childNodes);
      return say(said.deux ? "both" : "refused", said.dit);
    }
    revision.value = said.revision;
    state.waiting = read() !== sent;
    if (state.waiting) return later(WAIT) ?? say("saving");
    form.drafts.forget();
    return say("saved");
  };
  const post = async (kind) => {
    const sent = read();
    say("saving");
    const call = { method: "POST", body: new FormData(form), headers: { "X-Autosave": kind }, signal: AbortSignal.timeout(PATIENCE) };
    try {
      const answer = await fetch(form.action, call);
      if (!answer.ok || answer.redirected) throw new Error("cut");
      return take(await answer.json(), sent);
    } catch {
      document.dispatchEvent(new Event("keep:cut"));
      later(AGAIN);
      return say("cut");
    }
  };
  // One after the other. « 0 » only waits for the last; what the button sends goes even when nothing waits.
  form.flush = (kind = "1") => {
    const held = () => (state.stopped ? "both" : kind === "0" || !state.waiting ? "saved" : "");
    const run = () => (kind.length === 1 && held()) || post(kind);
    return (state.sending = state.sending.then(() => (clearTimeout(state.timer), run())));
  };
  form.settle = () => (clearTimeout(state.timer), (state.waiting = false), form.drafts.forget());
  const send = () => state.waiting && !state.stopped && form.isConnected && form.flush();
  const recover = async () => {
    if (state.waiting || read() !== shown) return;
    const draft = await form.drafts.recover();
    if (!draft || draft.fields === shown) return;
    JSON.parse(draft.fields).forEach((value, rank) => names[rank] in form.elements && (form.elements[names[rank]].value = value));
    revision.value = draft.revision;
    write();
  };
  form.addEventListener("input", write);
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => state.waiting && form.isConnected && event.preventDefault());
  recover();
  setTimeout(recover, WAIT);
}
