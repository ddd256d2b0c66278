"""The formats as a library: the page about it runs, and its promises hold."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from mappings.formats import Format, write

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "library.md"


def test_the_code_of_the_page_runs(tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "plan.xml").write_bytes(files("gateway.demo").joinpath("plan.xml").read_bytes())
    monkeypatch.chdir(tmp_path)

    assert len(blocks) == 4
    exec(compile("\n".join(blocks), str(_PAGE), "exec"), {})

    assert "established" in capsys.readouterr().out
    assert (tmp_path / "plan.golden.json").exists()


@pytest.mark.parametrize("format_", list(Format))
def test_writing_nothing_says_where_to_look(format_):
    with pytest.raises(TypeError, match="findings say why"):
        write(None, format_)


@pytest.mark.parametrize("package", ["schemas", "mappings", "adapters", "gateway"])
def test_type_checkers_may_trust_our_hints(package):
    assert files(package).joinpath("py.typed").is_file()
