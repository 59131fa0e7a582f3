// « Quitter rapidement »: the page gives way to a neutral one and leaves no step to go back to.
const DELAY = 900;

export default function quickExit(link) {
  let last = -Infinity;
  const leave = () => {
    document.body.hidden = true;
    window.location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < DELAY) leave();
    last = event.timeStamp;
  });
}
