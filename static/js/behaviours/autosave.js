// A form that keeps itself: sends its fields to data-url a moment after the last key, and says so in words.
const WAIT = 1200;
const WORDS = {
  saving: "Enregistrement…",
  saved: "Enregistré à l’instant.",
  failed: "Pas encore enregistré : le portail ne répond pas. Le texte reste ici.",
};

export default function autosave(form) {
  const sign = form.querySelector("[data-autosave-state]");
  let timer = 0;
  let running = null;

  const say = (state) => {
    if (!sign) return;
    sign.className = `autosave autosave--${state}`;
    sign.querySelector("span").textContent = WORDS[state];
  };

  const save = async () => {
    running?.abort();
    running = new AbortController();
    say("saving");
    try {
      const answer = await fetch(form.dataset.url || form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        signal: running.signal,
      });
      say(answer.ok ? "saved" : "failed");
      if (answer.ok) form.dispatchEvent(new CustomEvent("autosave:done", { bubbles: true }));
    } catch (error) {
      if (error.name !== "AbortError") say("failed");
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    clearTimeout(timer);
    save();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
