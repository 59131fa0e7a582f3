// Brings the reader to the summary of errors when the page comes back with some.
export default function focus(element) {
  element.focus({ preventScroll: false });
}
