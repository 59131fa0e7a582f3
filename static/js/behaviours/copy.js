// Copies the text beside the button; the button only shows where copying is possible.
export default function copy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const label = button.querySelector("span");
  const before = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("[data-copy]").textContent.trim());
    label.textContent = "Copié";
    setTimeout(() => (label.textContent = before), 2500);
  });
}
