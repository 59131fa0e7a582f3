// Alt + arrow moves the line: presses the button that works without a script, « Monter », « Descendre », « Rentrer », « Sortir ».
const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

export default function reorder(line) {
  line.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    const button = event.altKey && way && line.querySelector(`[data-move="${way}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}
