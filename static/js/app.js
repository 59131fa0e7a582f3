// Finds what a page asks for with data-behaviour and starts it, on load and in every fragment htmx brings.
import autosave from "./behaviours/autosave.js";
import confirm from "./behaviours/confirm.js";
import copy from "./behaviours/copy.js";
import dialog from "./behaviours/dialog.js";
import filter from "./behaviours/filter.js";
import drafts from "./behaviours/drafts.js";
import drag from "./behaviours/drag.js";
import finish from "./behaviours/finish.js";
import focus from "./behaviours/focus.js";
import fullscreen from "./behaviours/fullscreen.js";
import guard from "./behaviours/guard.js";
import keepFields from "./behaviours/keep-fields.js";
import keep from "./behaviours/keep.js";
import liveKeys from "./behaviours/live-keys.js";
import menu from "./behaviours/menu.js";
import offline from "./behaviours/offline.js";
import opens from "./behaviours/opens.js";
import quickExit from "./behaviours/quick-exit.js";
import reorder from "./behaviours/reorder.js";
import shortcut from "./behaviours/shortcut.js";
import submitOnChange from "./behaviours/submit-on-change.js";
import toast, { showToast } from "./behaviours/toast.js";
import upload from "./behaviours/upload.js";
import writeHere from "./behaviours/write-here.js";

const behaviours = {
  autosave,
  confirm,
  copy,
  dialog,
  filter,
  drafts,
  drag,
  finish,
  focus,
  fullscreen,
  guard,
  keep,
  "keep-fields": keepFields,
  "live-keys": liveKeys,
  menu,
  offline,
  opens,
  "quick-exit": quickExit,
  reorder,
  shortcut,
  "submit-on-change": submitOnChange,
  toast,
  upload,
  "write-here": writeHere,
};
const started = new WeakSet();

function start(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  for (const element of elements) {
    if (started.has(element)) continue;
    started.add(element);
    for (const name of element.dataset.behaviour.split(" ")) behaviours[name]?.(element);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
document.addEventListener("htmx:responseError", () =>
  showToast("Le portail n’a pas pu répondre. Rien n’a été perdu : réessayez dans un instant.", "late"),
);
document.addEventListener("htmx:sendError", () =>
  showToast("La connexion est coupée. Rien n’a été envoyé : réessayez quand elle revient.", "late"),
);
