// Typing hides the lines whose words do not hold what was typed; the list may be replaced meanwhile.
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

export default function filter(form) {
  const input = form.querySelector("input[type=search], input[name=q]");
  const sift = () => {
    const wanted = plain(input.value.trim());
    const lines = document.getElementById(form.dataset.filters)?.querySelectorAll("[data-words]") ?? [];
    for (const line of lines) line.hidden = !plain(line.dataset.words).includes(wanted);
  };
  input.addEventListener("input", sift);
  document.addEventListener("htmx:afterSwap", sift);
}
