"""Trials as JUnit XML, for a build server: one test case for each sample and step. Without any value of a sample."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from gateway.cli.mapping_spoken import STEPS, not_asked, step_lines
from gateway.cli.voice import Voice
from mappings.tables.trial import Step, Trial


def junit_xml(voice: Voice, table: str, trials: Sequence[Trial]) -> bytes:
    """The report. A step that was not reached, or that has nothing to compare with, is skipped."""
    suite = etree.Element("testsuite", name=_sayable(table))
    for trial in trials:
        for step in Step:
            _case(suite, voice, trial, step)
    counts = {
        "tests": len(trials) * len(Step),
        "failures": sum(len(each.failed) for each in trials),
        "errors": 0,
        "skipped": len(suite.findall("testcase/skipped")),
    }
    for name, count in counts.items():
        suite.set(name, str(count))
    suites = etree.Element("testsuites")
    suites.append(suite)
    return etree.tostring(suites, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _case(suite: etree._Element, voice: Voice, trial: Trial, step: Step) -> None:
    case = etree.SubElement(suite, "testcase", classname=_sayable(trial.name), name=step.value)
    lines = [_sayable(each) for each in step_lines(voice, trial, step)]
    if step in trial.failed:
        failure = etree.SubElement(case, "failure", message=voice.choose(*STEPS[step]), type=step.value)
        failure.text = "\n".join(lines)
    elif why := not_asked(voice, trial, step):
        etree.SubElement(case, "skipped", message=why)
    elif lines:
        etree.SubElement(case, "system-out").text = "\n".join(lines)


def _sayable(text: str) -> str:
    """What XML can hold."""
    return "".join(each if each.isprintable() else "?" for each in text)
