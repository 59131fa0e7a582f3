// A message may be put away; it never leaves by itself, somebody may be reading it.
export default function toast(item) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast__close";
  close.setAttribute("aria-label", "Fermer ce message");
  close.textContent = "×";
  close.addEventListener("click", () => item.remove());
  item.append(close);
}

export function showToast(words, tone) {
  let list = document.querySelector(".toasts");
  if (!list) {
    list = document.createElement("ul");
    list.className = "toasts";
    list.setAttribute("role", "status");
    document.getElementById("contenu").before(list);
  }
  const item = document.createElement("li");
  item.className = `toast tone--${tone}`;
  const text = document.createElement("p");
  text.className = "toast__text";
  text.textContent = words;
  item.append(text);
  list.append(item);
  toast(item);
}
