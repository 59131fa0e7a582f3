// Asks once more before a form does what cannot be undone; data-question is the sentence asked.
export default function confirm(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.question || "Confirmez-vous ?")) event.preventDefault();
  });
}
