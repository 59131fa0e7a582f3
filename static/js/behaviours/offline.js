// Says that the network is cut, and takes it back as soon as something got through.
export default function offline(banner) {
  const show = () => (banner.hidden = false);
  const hide = () => (banner.hidden = true);
  window.addEventListener("offline", show);
  window.addEventListener("online", hide);
  document.addEventListener("keep:cut", show);
  document.addEventListener("keep:back", hide);
  banner.hidden = navigator.onLine;
}
