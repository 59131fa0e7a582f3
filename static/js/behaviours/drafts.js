// Texts not sent yet, kept by this browser: one place for each page that writes, so that two tabs never share one.
// Behind closed doors, only this tab keeps them. A page that lives holds a lock of its name; what a dead page left behind is taken over once, by the next one.
const held = new Set();

function hold(page) {
  if (!navigator.locks || held.has(page)) return;
  held.add(page);
  navigator.locks.request(`portail-page-${page}`, () => new Promise(() => {}));
}

async function isAlive(page) {
  if (!navigator.locks) return false;
  const { held: locks } = await navigator.locks.query();
  return locks.some((lock) => lock.name === `portail-page-${page}`);
}

export default function drafts(form) {
  const page = form.elements.page.value;
  const prefix = `portail-note:${form.dataset.keep}:`;
  const area = form.dataset.closed === "true" ? window.sessionStorage : window.localStorage;
  hold(page);
  form.drafts = {
    keep: (draft) => {
      try {
        area.setItem(prefix + page, JSON.stringify(draft));
      } catch {
        form.dataset.unkept = "true";
      }
    },
    forget: () => area.removeItem(prefix + page),
    recover: async () => {
      for (const key of Object.keys(area).filter((name) => name.startsWith(prefix))) {
        const owner = key.slice(prefix.length);
        if (owner === page || (await isAlive(owner))) continue;
        const draft = area.getItem(key);
        area.removeItem(key);
        if (draft) return JSON.parse(draft);
      }
      return null;
    },
  };
}
