"""A pytest plugin: in an integrator's own repository, folders of mapping tables and samples become tests.

    [pytest]
    samspel_tables = mappings/

A folder there with a table (`*.yaml`), `samples/` and perhaps `golden/` gives one test for each sample and step. The
module is loaded whenever pytest starts where Samspel is installed, so it loads nothing of ours before it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gateway.cli.mapping_samples import Sample
    from mappings.tables.table_format import TableFormat
    from mappings.tables.trial import Step, Trial

_FOLDERS, _UPDATE = "samspel_tables", "--samspel-update-golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What can be said in pytest's settings and on its command line."""
    parser.addini(_FOLDERS, "folders in which mapping tables lie with their samples", type="paths", default=[])
    group = parser.getgroup("samspel")
    group.addoption(_UPDATE, action="store_true", help="write the golden files of mapping tables anew")


def pytest_configure(config: pytest.Config) -> None:
    """A run without names takes the tables too, also where `testpaths` says where the other tests are."""
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        known = {Path(config.invocation_params.dir, each).resolve() for each in config.args}
        config.args += [str(each) for each in _folders(config) if each.resolve() not in known]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A table that lies beside a folder of samples, in one of the folders that the settings name."""
    from gateway.cli.mapping_samples import SAMPLES

    if file_path.suffix.lower() not in (".yaml", ".yml") or not (file_path.parent / SAMPLES).is_dir():
        return None
    if not any(file_path.resolve().is_relative_to(each.resolve()) for each in _folders(parent.config)):
        return None
    made: pytest.Collector = TableOfSamples.from_parent(parent, path=file_path)
    return made


def _folders(config: pytest.Config) -> list[Path]:
    return list(config.getini(_FOLDERS))


class Failed(Exception):
    """What is not right, as lines for a person."""


class TableOfSamples(pytest.File):
    """One table with its samples."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for the table itself; if it is right, one for each sample and step."""
        from adapters.table_file import table_in
        from gateway.cli.mapping_samples import samples_of
        from mappings.tables.trial import Step
        from schemas.errors import Rejected

        try:
            table = table_in(self.path).format
            samples = samples_of(self.path, ())
        except Rejected as wrong:
            yield TableTest.from_parent(self, name="table", wrong=wrong)
            return
        yield TableTest.from_parent(self, name="table", wrong=None)
        for sample in samples:
            trying = Trying(table, sample, update=bool(self.config.getoption(_UPDATE)))
            for step in Step:
                yield StepTest.from_parent(self, name=f"{step}[{sample.path.name}]", trying=trying, step=step)


class Trying:
    """One sample, tried when its first test runs."""

    def __init__(self, table: TableFormat, sample: Sample, *, update: bool) -> None:
        self._table, self._sample, self._update = table, sample, update
        self._trial: Trial | None = None

    def trial(self) -> Trial:
        """What came of it."""
        if self._trial is None:
            from gateway.cli.mapping_samples import tried, update_golden
            from schemas.dates import STOCKHOLM

            if self._update:
                update_golden(self._table, self._sample)
            self._trial = tried(self._table, self._sample, datetime.now(STOCKHOLM).date())
        return self._trial


class _Test(pytest.Item):
    """A test whose failure is told in our words."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The lines, without a trace through the program."""
        if isinstance(excinfo.value, Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is."""
        return self.path, None, self.name


class TableTest(_Test):
    """Whether the table itself can be understood."""

    def __init__(self, *, wrong: Any, **around: Any) -> None:
        super().__init__(**around)
        self._wrong = wrong

    def runtest(self) -> None:
        """Raises Failed with everything that is wrong with the table."""
        from gateway.cli.voice import Voice

        if self._wrong is not None:
            raise Failed("\n".join(Voice.of(None).finding(each) for each in self._wrong.findings))


class StepTest(_Test):
    """One step of one sample."""

    def __init__(self, *, trying: Trying, step: Step, **around: Any) -> None:
        super().__init__(**around)
        self._trying, self._step = trying, step

    def runtest(self) -> None:
        """Raises Failed when the step goes beyond the table's budget; skips what was not reached."""
        from gateway.cli.mapping_spoken import not_asked, step_lines
        from gateway.cli.voice import Voice

        voice, trial = Voice.of(None), self._trying.trial()
        if self._step in trial.failed:
            raise Failed("\n".join(step_lines(voice, trial, self._step)))
        if why := not_asked(voice, trial, self._step):
            pytest.skip(why)
