// Alt + arrow moves the line: presses the « Monter » or « Descendre » button that works without a script.
export default function reorder(line) {
  line.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const button = event.altKey && way && line.querySelector(`[data-move="${way}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}
