// A form of several fields that keeps itself: first in the browser, then in the portal as soon as it answers.
// If somebody else wrote meanwhile both are shown, and nothing more goes by itself. `drafts` comes first on the form.
const [WAIT, AGAIN] = [1200, 5000];
const WORDS = {
  saving: "Enregistrement…",
  saved: "Gardé à l’instant.",
  cut: "Gardé sur cet appareil, pas encore envoyé.",
  both: "Quelqu’un d’autre a écrit ce bloc : les deux textes sont ci-dessous, et le vôtre reste dans les champs.",
};

export default function keepFields(form) {
  const [{ page, revision }, names] = [form.elements, form.dataset.fields.split(" ")];
  const [sign, both] = ["[data-autosave-state]", "[data-both]"].map((name) => form.querySelector(name));
  const read = () => JSON.stringify(names.map((name) => form.elements[name]?.value ?? ""));
  const shown = read();
  const state = { waiting: false, sending: false, stopped: false, timer: 0 };

  const say = (key, words = WORDS[key]) => {
    sign.className = `autosave autosave--${key === "saved" || key === "saving" ? key : "failed"}`;
    sign.querySelector("span").textContent = words;
  };
  const later = (wait) => void (clearTimeout(state.timer), (state.timer = setTimeout(send, wait)));
  const write = () => {
    state.waiting = true;
    form.drafts.keep({ fields: read(), page: page.value, revision: revision.value });
    later(WAIT);
  };
  const take = async (answer, sent) => {
    const said = await answer.json();
    if (said.dit || said.deux) {
      state.stopped = Boolean(said.deux);
      both.replaceChildren(...new DOMParser().parseFromString(said.deux ?? "", "text/html").body.childNodes);
      return say(said.deux ? "both" : "refused", said.dit);
    }
    revision.value = said.revision;
    document.dispatchEvent(new Event("keep:back"));
    state.waiting = read() !== sent;
    if (state.waiting) return later(WAIT);
    form.drafts.forget();
    return say("saved");
  };
  async function send() {
    if (!state.waiting || state.stopped || !form.isConnected) return;
    if (state.sending) return void later(WAIT);
    const sent = read();
    state.sending = true;
    say("saving");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
      if (!answer.ok || answer.redirected) throw new Error("cut");
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
    JSON.parse(draft.fields).forEach((value, rank) => names[rank] in form.elements && (form.elements[names[rank]].value = value));
    revision.value = draft.revision;
    write();
  };
  form.addEventListener("input", write);
  form.addEventListener("submit", () => {
    clearTimeout(state.timer);
    state.waiting = false;
    if (navigator.onLine) form.drafts.forget();
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => state.waiting && form.isConnected && event.preventDefault());
  recover();
  setTimeout(recover, WAIT);
}
