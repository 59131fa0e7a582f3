// A click on the veil closes the dialog, as the Escape key already does.
export default function dialog(element) {
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
}
