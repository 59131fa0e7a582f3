// Texts not sent yet, kept by this browser: one place for each page that writes, so that two tabs never share one.
// A page that lives holds a lock of its name; what a dead page left behind is taken over once, by the next one.
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

export function openDrafts(whose, page, area) {
  const prefix = `portail-note:${whose}:`;
  hold(page);
  return {
    keep: (draft) => {
      try {
        area.setItem(prefix + page, JSON.stringify(draft));
      } catch {
        // A full or forbidden storage: the text is still in the page, which warns before it is left.
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
