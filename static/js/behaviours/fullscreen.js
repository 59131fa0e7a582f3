// A part of the page fills the screen when the button named by data-control is pressed; Escape brings the page back.
export default function fullscreen(part) {
  const control = document.getElementById(part.dataset.control);
  if (!control || !part.requestFullscreen) return control?.remove();
  control.addEventListener("click", () => part.requestFullscreen());
}
