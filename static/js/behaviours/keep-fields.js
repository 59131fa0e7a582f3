// A form of several fields that keeps itself: first in the browser, then in the portal as soon as it answers.
// Nobody's text is replaced: if somebody else wrote meanwhile both are shown, and nothing more goes by itself.
// `drafts` comes first on the same form.
const WAIT = 1200;
const AGAIN = 5000;
const WORDS = {
  saving: "Enregistrement…",
  saved: "Gardé à l’instant.",
  cut: "Gardé sur cet appareil, pas encore envoyé.",
  both: "Quelqu’un d’autre a écrit ce bloc : les deux textes sont ci-dessous, et le vôtre reste dans les champs.",
};

export default function keepFields(form) {
  const { page, revision } = form.elements;
  const names = form.dataset.fields.split(" ");
  const sign = form.querySelector("[data-autosave-state]");
  const both = form.querySelector("[data-both]");
  const read = () => JSON.stringify(names.map((name) => form.elements[name]?.value ?? ""));
  const shown = read();
  const state = { waiting: false, sending: false, stopped: false, timer: 0 };

  const say = (key, words = WORDS[key]) => {
    sign.className = `autosave autosave--${key === "saved" || key === "saving" ? key : "failed"}`;
    sign.querySelector("span").textContent = words;
  };
  const later = (wait) => {
    clearTimeout(state.timer);
    state.timer = setTimeout(send, wait);
  };
  const write = () => {
    state.waiting = true;
    form.drafts.keep({ fields: read(), page: page.value, revision: revision.value });
  };
  const take = async (answer, sent) => {
    if (answer.status === 409) {
      state.stopped = true;
      both.innerHTML = await answer.text();
      return say("both");
    }
    const said = await answer.json();
    if (!answer.ok) return say("refused", said.dit);
    revision.value = said.revision;
    document.dispatchEvent(new Event("keep:back"));
    if (read() !== sent) return later(WAIT);
    state.waiting = false;
    form.drafts.forget();
    return say("saved");
  };
  async function send() {
    if (!state.waiting || state.stopped || !form.isConnected) return;
    if (state.sending) return void later(WAIT);
    state.sending = true;
    const sent = read();
    say("saving");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
      if (answer.status >= 500 || answer.redirected) throw new Error("cut");
      await take(answer, sent);
    } catch {
      document.dispatchEvent(new Event("keep:cut"));
      say("cut");
      later(AGAIN);
    } finally {
      state.sending = false;
    }
  }
  const recover = async () => {
    if (state.waiting || read() !== shown) return;
    const draft = await form.drafts.recover();
    if (!draft || draft.fields === shown) return;
    JSON.parse(draft.fields).forEach((value, rank) => form.elements[names[rank]] && (form.elements[names[rank]].value = value));
    revision.value = draft.revision;
    write();
    send();
  };

  form.addEventListener("input", () => (write(), later(WAIT)));
  form.addEventListener("submit", () => (clearTimeout(state.timer), (state.waiting = false), navigator.onLine && form.drafts.forget()));
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => state.waiting && form.isConnected && event.preventDefault());
  recover();
  setTimeout(recover, WAIT);
}
