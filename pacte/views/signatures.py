"""Where a signatory reads, signs or refuses; paper entered by two people; the personal link of who has no account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.middleware import ask_again
from pacte.acces import AccesOuvert
from pacte.actions import signatures
from pacte.forms.signatures import CodeAccesForm, PapierForm, RefusForm, SignForm
from pacte.models import Signataire, SignaturePacte, SignaturePapier
from pacte.queries.signatures import get_ceremonies
from pacte.views.ceremonies import draw_for, get_signataire
from pacte.views.versions import attempt as attempt_form
from socle.fichiers.stockage import give_file
from socle.gestes import attempt
from socle.limites import is_too_many
from socle.permissions import require

UNPROCESSABLE, GONE, TOO_MANY = 422, 410, 429
HOUR, MOST_AN_HOUR = 3600, 30
SLOW_DOWN = "Trop d’essais sont partis d’ici en une heure : patientez, ou demandez un autre lien à la fédération."
THANKS = {
    "signer": "Votre signature est enregistrée. Merci.",
    "refuser": "Votre refus est enregistré, avec son motif. Les personnes qui ont déjà signé sont prévenues.",
}
Sens = SignaturePacte.Sens


@ask_again
def signature_sign(request, pk):
    """Read the whole text and the answer it asks for; whoever signs has just proved who they are."""
    seen = Signataire.objects.filter(ceremonie__in=get_ceremonies(request.user))
    signataire = get_object_or_404(
        seen.select_related("ceremonie__version__pacte", "ceremonie__version__ratification__instance", "signature"),
        pk=pk,
    )
    require(request.user, "pacte.sign", signataire)
    forms = read_answers(request, signataire)
    if done := answer_account(request, signataire, forms):
        messages.success(request, THANKS[done])
        return redirect("pacte:ceremonie_detail", signataire.ceremonie_id)
    return draw_answer(request, signataire, forms, "pacte/signature_sign.html")


def answer_account(request, signataire, forms) -> str:
    """Do what the form that was sent asks, with the account; return its name once done."""
    sign, refuse = forms["signer"], forms["refuser"]
    if sign.is_valid():
        digest = {"empreinte": sign.cleaned_data["empreinte"], "by": request.user}
        return "signer" if attempt_form(sign, signatures.sign_pacte, signataire, **digest) else ""
    if refuse.is_valid():
        given = refuse.cleaned_data | {"by": request.user}
        return "refuser" if attempt_form(refuse, signatures.refuse_pacte, signataire, **given) else ""
    return ""


def answer_link(acces, forms) -> str:
    """The same, by a personal link whose code was checked."""
    for name, sens in (("signer", Sens.SIGNEE), ("refuser", Sens.REFUSEE)):
        form = forms[name]
        if form.is_valid():
            given = {key: form.cleaned_data[key] for key in ("empreinte", "motif") if key in form.cleaned_data}
            return name if attempt_form(form, signatures.answer_by_link, acces, sens=sens, **given) else ""
    return ""


def read_answers(request, signataire) -> dict:
    """Return the two forms of the page, the one that was sent holding what was typed."""
    asked = request.POST.get("quoi", "")
    initial = {"empreinte": signataire.ceremonie.version.empreinte}
    return {
        name: kind(request.POST if asked == name else None, initial=initial, auto_id=f"{name}_%s")
        for name, kind in (("signer", SignForm), ("refuser", RefusForm))
    }


def draw_answer(request, signataire, forms, template):
    version = signataire.ceremonie.version
    has_errors = any(form.is_bound and form.errors for form in forms.values())
    context = {
        "signataire": signataire,
        "ceremonie": signataire.ceremonie,
        "version": version,
        "texte": version.read(),
        "forms": forms,
    }
    return render(request, template, context, status=UNPROCESSABLE if has_errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def acces_open(request, token):
    """A personal link: it asks for the code told apart, then shows the text; a visit alone never acts."""
    acces = AccesOuvert(request, token)
    if not acces.is_open:
        return render(request, "pacte/acces_closed.html", {"acces": acces}, status=GONE)
    if not acces.is_proved:
        return ask_code(request, acces)
    forms = read_answers(request, acces.signataire)
    if done := answer_link(acces.row, forms):
        acces.forget()
        return render(request, "pacte/acces_done.html", {"signataire": acces.signataire, "said": THANKS[done]})
    return draw_answer(request, acces.signataire, forms, "pacte/acces_sign.html")


def ask_code(request, acces):
    form = CodeAccesForm(request.POST if "code" in request.POST else None)
    status = 200
    if form.is_valid():
        if is_too_many(request, "pacte-code", most=MOST_AN_HOUR, seconds=HOUR):
            form.add_error(None, SLOW_DOWN)
            status = TOO_MANY
        elif acces.prove(form):
            return redirect(request.path)
    if form.errors and status == 200:
        status = UNPROCESSABLE
    return render(request, "pacte/acces_code.html", {"form": form, "signataire": acces.signataire}, status=status)


@require_POST
def acces_send(request, pk):
    """Send somebody their link, and show once the code to tell them."""
    signataire = get_signataire(request, pk)
    try:
        made = signatures.send_acces(signataire, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("pacte:ceremonie_detail", signataire.ceremonie_id)
    return render(request, "pacte/acces_sent.html", {"signataire": signataire, "acces": made.acces, "code": made.code})


def paper_add(request, pk):
    signataire = get_signataire(request, pk)
    ceremonie = signataire.ceremonie
    form = PapierForm(request.POST or None, request.FILES or None, ceremonie=ceremonie)
    if form.is_valid() and attempt_form(
        form, signatures.enter_paper, signataire, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "Le papier est saisi : une autre personne le confirme avant qu’il compte.")
        return redirect("pacte:ceremonie_detail", ceremonie.pk)
    next_step = "Une autre personne de l’équipe compare la page à la saisie ; la signature compte une fois confirmée."
    texts = {"submit": "Saisir ce papier", "next": next_step}
    return draw_for(request, form, ceremonie, f"Signature sur papier : {signataire}", **texts)


def paper_confirm(request, pk):
    """The page that somebody else entered, to compare with what was typed: confirm it or set it aside."""
    signataire = get_signataire(request, pk)
    papier = get_object_or_404(SignaturePapier.objects.select_related("par", "seance"), signataire=signataire)
    asked = request.POST.get("quoi", "")
    acts = {"confirmer": signatures.confirm_paper, "ecarter": signatures.discard_paper}
    if asked in acts and attempt(request, acts[asked], papier, by=request.user):
        said = "La signature compte." if asked == "confirmer" else "Le papier est écarté."
        messages.success(request, said)
        return redirect("pacte:ceremonie_detail", signataire.ceremonie_id)
    context = {"papier": papier, "signataire": signataire, "is_mine": papier.par_id == request.user.pk}
    return render(request, "pacte/paper_confirm.html", context)


@require_GET
def paper_file(request, pk):
    """The scanned page, for the team that looks after the ceremony."""
    signataire = get_signataire(request, pk)
    paper = getattr(signataire, "papier", None) or signataire.reponse
    scan = paper.scan if paper else None
    return give_file(scan, name=f"page-signee-{signataire.pk}.{scan.name.rsplit('.', 1)[-1] if scan else 'pdf'}")
