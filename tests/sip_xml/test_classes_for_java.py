"""An integrator with Java gets clean classes from our schemas (JAXB's xjc), and can read and write a plan with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mappings.sip_xml import read_sip_xml, write_sip_xml
from tests.generated_plans.strategies import maximal_document
from tests.referee.plugin import missing

pytestmark = pytest.mark.referee

XSD = Path(__file__).resolve().parents[2] / "schemas" / "xsd" / "sip.xsd"
PROJECT = Path(__file__).resolve().parent / "jaxb"
JAR = PROJECT / "target" / "jaxb-of-sip-xml.jar"
PACKAGE = "org.example.sip"
UNREACHABLE = ("Could not transfer", "Could not resolve", "Could not find artifact", "Unknown host", "offline mode")
SPOILT = re.compile(r"JAXBElement|List<Object>|Serializable|@XmlElementRefs?|@XmlMixed|@XmlElements|@XmlAnyAttribute")


def _tool(name: str) -> str:
    home = os.environ.get("JAVA_HOME")
    found = (home and shutil.which(name, path=str(Path(home) / "bin"))) or shutil.which(name)
    if not found:
        missing(f"the Java classes of the schemas need Java 17 and Maven: no {name} found")
    return str(found)


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", errors="replace", timeout=280)
    said = done.stdout + done.stderr
    if done.returncode and any(word in said for word in UNREACHABLE):
        missing("the Java classes of the schemas need JAXB from Maven Central: it cannot be fetched")
    assert done.returncode == 0, said[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The folder with sources and classes, and the class path to use them."""
    maven, java, javac = _tool("mvn"), _tool("java"), _tool("javac")
    sources = [PROJECT / "pom.xml", *PROJECT.glob("src/**/*.java")]
    if not JAR.exists() or JAR.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        _run(maven, "-q", "-B", "package", cwd=PROJECT)
    folder = tmp_path_factory.mktemp("jaxb")
    libraries = os.pathsep.join([str(JAR.parent / "lib" / "*"), str(JAR)])
    xjc = [java, "-cp", libraries, "com.sun.tools.xjc.Driver", "-quiet", "-encoding", "UTF-8"]
    (folder / "src").mkdir()
    _run(*xjc, "-d", str(folder / "src"), "-p", PACKAGE, str(XSD), cwd=folder)
    (folder / "sources.txt").write_text(
        "\n".join(f'"{path.as_posix()}"' for path in sorted(folder.glob("src/**/*.java"))), encoding="utf-8"
    )
    _run(javac, "-encoding", "UTF-8", "-d", "classes", "-cp", libraries, "@sources.txt", cwd=folder)
    return folder, os.pathsep.join([libraries, str(folder / "classes")]), java


def test_the_generated_java_classes_are_clean(generated):
    folder, _, _ = generated
    sources = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("src/**/*.java")}

    spoilt = {name: sorted(set(SPOILT.findall(text))) for name, text in sources.items() if name != "Extension"}
    assert {name: found for name, found in spoilt.items() if found} == {}
    assert {"SipPlan", "SipConsent", "SipReceipt", "SipFindings", "Plan", "Need", "PlanState"} <= set(sources)
    assert "List<Object> any" in sources["Extension"]
    assert "protected List<SubGoal> subGoal;" in sources["Need"]
    assert "enum PlanState" in sources["PlanState"]


def test_every_code_list_is_an_enumeration_in_java(generated):
    folder, _, _ = generated
    codes = (XSD.parent / "sip-codes.xsd").read_text(encoding="utf-8")
    lists = set(re.findall(r'simpleType name="(\w+)"', codes)) - {"FormatVersion"}

    enumerations = {
        path.stem for path in folder.glob("src/**/*.java") if "public enum " in path.read_text(encoding="utf-8")
    }
    assert enumerations == lists


def test_a_plan_with_every_field_is_read_and_written_by_the_java_classes(generated):
    folder, class_path, java = generated
    (folder / "sample.xml").write_bytes(write_sip_xml(maximal_document()))

    said = _run(java, "-cp", class_path, "samspel.jaxb.RoundTrip", PACKAGE, "sample.xml", "written.xml", cwd=folder)

    assert said.strip() == "SipPlan"
    assert read_sip_xml((folder / "written.xml").read_bytes()).document == maximal_document()
