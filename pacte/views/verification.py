"""The public page where anybody checks a pact: by its code, or by giving the file back."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pacte.forms.signatures import VerificationForm
from pacte.queries.verifications import find_by_code, find_by_digests
from pacte.verification import AUTHENTIQUE, AUTRE_TEXTE, examine
from socle.limites import is_too_many

UNPROCESSABLE, TOO_MANY = 422, 429
HOUR, MOST_FILES_AN_HOUR, MOST_CODES_AN_HOUR = 3600, 20, 120
SLOW_DOWN = "Beaucoup de vérifications sont parties d’ici en une heure : patientez un peu, puis recommencez."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request):
    code = request.GET.get("code", "")
    form = VerificationForm(request.POST, request.FILES) if request.method == "POST" else None
    context = {"form": form or VerificationForm(initial={"code": code})}
    if form is None:
        if code and is_too_many(request, "pacte-code-public", most=MOST_CODES_AN_HOUR, seconds=HOUR):
            return render(request, "pacte/verification.html", context | {"slow": SLOW_DOWN}, status=TOO_MANY)
        found = context | ({"trouve": find_by_code(code), "asked": code} if code else {})
        return render(request, "pacte/verification.html", found)
    if not form.is_valid():
        return render(request, "pacte/verification.html", context, status=UNPROCESSABLE)
    return answer(request, form, context)


def answer(request, form, context):
    """Say what the file or the code that was sent is worth."""
    if is_too_many(request, "pacte-verification", most=MOST_FILES_AN_HOUR, seconds=HOUR):
        form.add_error(None, SLOW_DOWN)
        return render(request, "pacte/verification.html", context, status=TOO_MANY)
    fichier = form.cleaned_data["fichier"]
    if not fichier:
        code = form.cleaned_data["code"]
        return render(request, "pacte/verification.html", context | {"trouve": find_by_code(code), "asked": code})
    constat = examine(fichier.read())
    trouve = find_by_digests(constat.empreintes)
    if constat.verdict == AUTHENTIQUE and trouve is None:
        constat.verdict = AUTRE_TEXTE
    return render(request, "pacte/verification.html", context | {"constat": constat, "trouve": trouve})
