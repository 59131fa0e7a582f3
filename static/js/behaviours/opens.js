// Opens a dialog instead of following the link, or where the browser does not know `command` yet.
export default function opens(control) {
  control.addEventListener("click", (event) => {
    const dialog = document.getElementById(control.dataset.opens);
    if (!dialog || dialog.open) return;
    event.preventDefault();
    dialog.showModal();
  });
}
