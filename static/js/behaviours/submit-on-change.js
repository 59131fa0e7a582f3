// A filter that answers as soon as it is changed; its button stays for those who prefer it.
export default function submitOnChange(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
