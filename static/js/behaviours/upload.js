// Sends a form that holds a file with a bar that says how far it is; too heavy a file is said before anything leaves.
// Without this script the form is sent as any other, and the server says the same.
export default function upload(input) {
  const form = input.form;
  if (!form) return;
  const line = document.createElement("p");
  line.className = "field__help";
  line.setAttribute("role", "status");
  input.after(line);

  input.addEventListener("change", () => {
    const heavy = [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));
    input.setCustomValidity(heavy ? input.dataset.tooBig : "");
    input.toggleAttribute("aria-invalid", heavy);
    line.textContent = heavy ? input.dataset.tooBig : [...input.files].map(say).join(", ");
  });

  form.addEventListener("submit", (event) => {
    if (!input.files.length || event.defaultPrevented) return;
    event.preventDefault();
    if (!input.validity.customError) return send(form, input, line, event.submitter);
    input.focus();
  });
}

const say = (file) => `${file.name}, ${size(file.size)}`;
const size = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} ko` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`;

function send(form, input, line, submitter) {
  const bar = document.createElement("progress");
  bar.className = "progress__bar";
  bar.max = 100;
  bar.setAttribute("aria-label", "Envoi du fichier");
  line.after(bar);
  const buttons = [...form.querySelectorAll("button")];
  const body = new FormData(form, submitter);
  buttons.forEach((button) => (button.disabled = true));

  const stop = (sentence) => {
    bar.remove();
    buttons.forEach((button) => (button.disabled = false));
    line.textContent = sentence;
  };
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (100 * event.loaded) / event.total;
    line.textContent =
      event.loaded < event.total
        ? `Envoi : ${size(event.loaded)} sur ${size(event.total)}`
        : "Envoyé. Le portail vérifie le fichier…";
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () =>
    stop("La connexion est coupée : rien n’a été envoyé. Réessayez quand elle revient."),
  );
  request.open("POST", form.action);
  request.send(body);
}

function show(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  if (request.responseURL !== location.href) {
    history.pushState(null, "", request.responseURL);
    addEventListener("popstate", () => location.reload(), { once: true });
  }
  document.body.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: document.body } }));
  window.htmx?.process(document.body);
  scrollTo(0, 0);
  (document.querySelector("[autofocus], .error-summary") ?? document.querySelector("h1"))?.focus();
}
