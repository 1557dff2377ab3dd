"""What installs is whole: the wheel and the source archive, apart from the checkout."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dashboard import home, language, server

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-test.lock")
CHINESE = re.compile("[\u4e00-\u9fff]")
PIN = re.compile(r"^(\S+)==([^\s;]+)(?: ; [^\\]+)? \\\n    --hash=sha256:\w{64}", re.M)
# Settings of whoever runs the tests are not those of whoever installs.
OURS = ("PYTHON", "STREAMLIT_", "TIES_")


@dataclass(frozen=True)
class Installed:
    """An environment of its own with the package in it, used from another folder."""

    environment: Path
    elsewhere: Path

    def variables(self, **more: str) -> dict[str, str]:
        kept = {key: text for key, text in os.environ.items() if not key.startswith(OURS)}
        return {**kept, "HOME": str(self.elsewhere), **more}

    def program(self, name: str) -> str:
        return str(self.environment / ("Scripts" if os.name == "nt" else "bin") / name)

    def run(self, program: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program(program), *arguments],
            cwd=self.elsewhere,
            env=self.variables(**more),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def ties(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("us-china-ties", *arguments)

    @contextmanager
    def serving(self, **more: str) -> Iterator[str]:
        """Serve the dashboard as a user would; yield its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        process = subprocess.Popen(
            [self.program("us-china-ties"), "serve", "--address", "127.0.0.1", "--port", port],
            cwd=self.elsewhere,
            env=self.variables(**more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + 120
            while not answers(f"{address}/_stcore/health"):
                assert process.poll() is None and time.monotonic() < deadline
                time.sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait()


def answers(address: str) -> bool:
    try:
        urlopen(address, timeout=5).close()
    except (URLError, OSError):
        return False
    return True


def get(address: str) -> tuple[str, bytes]:
    """Return kind and body of what stands at an address."""
    with urlopen(address, timeout=60) as answer:
        assert answer.status == 200
        return answer.headers["content-type"], answer.read()


def install(package: Path, folder: Path) -> Installed:
    """Install a package into an empty environment, with the libraries of this one.

    A second download of some hundred megabytes of libraries would test the network. A `.pth` file
    lends those that are installed here; Python follows no `.pth` inside what another one names, so
    the editable checkout is not among them. That the lent are the declared is a test of its own.
    """
    made = Installed(folder / "environment", folder / "elsewhere")
    made.elsewhere.mkdir(parents=True)
    venv.create(made.environment, with_pip=False)
    purelib = made.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(purelib.stdout.strip(), "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", made.program("python"), "install", "--quiet"]
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    subprocess.run([*pip, *options, str(package)], check=True)
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the source archive and of the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(wheel, tmp_path_factory.mktemp("wheel"))


@pytest.mark.long
def test_nothing_but_the_package_lands_beside_other_packages(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    (about,) = tops - {"dashboard"}
    assert about.endswith(".dist-info")
    assert not [name for name in names if name.endswith(".po") or "/data/build/" in name]


@pytest.mark.long
def test_the_wheel_holds_what_lies_beside_the_package_in_a_checkout(wheel: Path) -> None:
    archive = ZipFile(wheel)
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    tables = [f"data/{one['path']}" for one in descriptor["resources"]]
    boundaries = [f"data/boundaries/{path.name}" for path in ROOT.glob("data/boundaries/*")]
    static = [f"static/{path.name}" for path in ROOT.glob("static/*")]
    for name in (
        *("app.py", ".streamlit/config.toml", "data/tour.toml", "data/datapackage.json"),
        *("data/LICENSE", "data/README.md"),
        *(tables + boundaries + static),
    ):
        assert archive.read(f"dashboard/_home/{name}") == (ROOT / name).read_bytes()
    for code in set(language.LANGUAGES) - {language.DEFAULT}:
        for domain in language.DOMAINS:
            assert archive.read(f"dashboard/locale/{code}/LC_MESSAGES/{domain}.mo")


@pytest.mark.long
def test_validate_checks_the_data_that_came_along(installed: Installed) -> None:
    done = installed.ties("validate")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(installed.environment) in done.stdout
    assert "valid, version" in done.stdout


@pytest.mark.long
def test_export_writes_data_and_charts_in_both_languages(installed: Installed) -> None:
    out = installed.elsewhere / "out"
    for arguments in (["csv"], ["html"], ["html", "--lang", "zh"]):
        form, *more = arguments
        path = out / f"{len(more)}.{form}"
        done = installed.ties(
            *("export", "--chart", "timeline", "--format", form, "-o", str(path), *more)
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.strip() == str(path)
    assert (out / "0.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    titles = [
        re.findall("<title>(.*?)</title>", (out / f"{kind}.html").read_text("utf-8"))[0]
        for kind in (0, 2)
    ]
    assert [bool(CHINESE.search(title)) for title in titles] == [False, True]


@pytest.mark.long
@pytest.mark.browser
def test_export_draws_pictures(installed: Installed) -> None:
    path = installed.elsewhere / "timeline.svg"
    done = installed.ties("export", "--chart", "timeline", "--format", "svg", "-o", str(path))
    assert done.returncode == 0, done.stderr
    assert path.read_bytes().startswith(b"<svg")


@pytest.mark.long
def test_worksheet_is_made_of_the_tour_that_came_along(installed: Installed) -> None:
    path = installed.elsewhere / "sheet.html"
    done = installed.ties("worksheet", "--lang", "zh", "-o", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert CHINESE.search(path.read_text(encoding="utf-8"))


@pytest.mark.long
def test_the_command_and_the_module_are_one(installed: Installed) -> None:
    by_command = installed.ties("--help")
    by_module = installed.run("python", "-m", "dashboard", "--help")
    assert by_command.returncode == by_module.returncode == 0
    assert by_command.stdout.startswith("usage: us-china-ties ")
    assert by_module.stdout.startswith("usage: python -m dashboard ")
    words = by_module.stdout.replace("python -m dashboard", "us-china-ties").split()
    assert words == by_command.stdout.split()
    registry = installed.ties("registry", "--help")
    assert registry.returncode == 0
    assert registry.stdout.startswith("usage: us-china-ties registry ")
    assert installed.ties("nonsense").returncode == 2


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["derive"], ("copy it", "derive FOLDER")),
        (["translate"], ("checkout",)),
        (["translate", "--check"], ("checkout",)),
        (["registry", "adopt"], ("copy it", "--package")),
    ],
    ids=" ".join,
)
def test_what_came_along_is_not_edited(
    installed: Installed, arguments: list[str], words: tuple[str, ...]
) -> None:
    inside = list(installed.environment.rglob("_home/data/*.csv"))
    before = {path: path.read_bytes() for path in inside}
    done = installed.ties(*arguments)
    assert before
    assert done.returncode == 1
    for word in words:
        assert word in done.stderr
    assert {path: path.read_bytes() for path in inside} == before


@pytest.mark.long
def test_a_copy_of_the_data_is_edited_where_it_is_named(installed: Installed) -> None:
    (source,) = installed.environment.rglob("_home/data/exchanges.csv")
    copy = installed.elsewhere / "copy"
    copy.mkdir()
    for name in ("datapackage.json", "exchanges.csv"):
        (copy / name).write_bytes((source.parent / name).read_bytes())
    assert installed.ties("derive", str(copy)).returncode == 0
    derived = (copy / "exchange_counts.csv").read_bytes()
    assert derived == (source.parent / "exchange_counts.csv").read_bytes()


@pytest.mark.long
def test_serve_shows_pages_data_and_static_files(installed: Installed) -> None:
    with installed.serving() as address:
        kind, body = get(f"{address}/")
        assert kind.startswith("text/html") and b"<script" in body
        kind, body = get(f"{address}/data/pairings.csv")
        assert kind.startswith("text/csv") and body.count(b"\n") > 100
        # Streamlit serves these only where the packaged configuration is in force.
        for path in (ROOT / "static").iterdir():
            assert get(f"{address}/app/static/{path.name}")[1] == path.read_bytes()


@pytest.mark.long
def test_variables_of_the_environment_win_over_the_packaged_configuration(
    installed: Installed,
) -> None:
    style = (ROOT / "static" / "dashboard.css").read_bytes()
    with installed.serving(STREAMLIT_SERVER_ENABLE_STATIC_SERVING="false") as address:
        # Streamlit answers unknown addresses with its page.
        assert get(f"{address}/app/static/dashboard.css")[1] != style
    port = installed.run("us-china-ties", "serve", STREAMLIT_SERVER_PORT="many")
    assert port.returncode == 2
    assert "many" in port.stderr
    refused = installed.run("us-china-ties", "serve", STREAMLIT_SERVER_HEADLESS="perhaps")
    assert refused.returncode == 1
    assert "STREAMLIT_SERVER_HEADLESS" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.long
def test_the_packaged_configuration_wins_over_that_of_the_folder(installed: Installed) -> None:
    strange = installed.elsewhere / ".streamlit" / "config.toml"
    strange.parent.mkdir()
    strange.write_text('[theme]\nprimaryColor = "#FF0000"\n', encoding="utf-8")
    asked = "import dashboard.server; from streamlit import config; print(config.get_option('{}'))"
    packaged = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for section in ("theme", "server", "client"):
        for key, value in packaged[section].items():
            if not isinstance(value, dict):
                done = installed.run("python", "-c", asked.format(f"{section}.{key}"))
                assert done.stdout.strip() == str(value), key
    strange.unlink()


@pytest.mark.long
def test_the_screen_runs_in_both_languages(installed: Installed) -> None:
    script = """
from streamlit.testing.v1 import AppTest
from dashboard.home import HOME
app = AppTest.from_file(HOME / "app.py", default_timeout=120)
app.query_params["lang"] = "zh"
app.run()
assert not app.exception
print(app.get("plotly_chart")[0].proto.spec)
"""
    done = installed.run("python", "-c", script)
    assert done.returncode == 0, done.stderr
    assert CHINESE.search(json.dumps(json.loads(done.stdout), ensure_ascii=False))


@pytest.mark.long
def test_the_source_archive_installs_as_the_wheel_does(
    built: Path, wheel: Path, tmp_path: Path
) -> None:
    (archive,) = built.glob("*.tar.gz")
    made = install(archive, tmp_path)
    done = made.ties("validate")
    assert done.returncode == 0, done.stderr
    (inside,) = made.environment.rglob("dashboard/_home")
    held = {
        path.relative_to(inside.parent.parent).as_posix()
        for path in inside.parent.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    names = ZipFile(wheel).namelist()
    assert held == {name for name in names if name.startswith("dashboard/")}


@pytest.mark.long
def test_a_missing_registry_library_is_said_with_its_remedy(installed: Installed) -> None:
    script = (
        "import sys; sys.modules['stamina'] = None; from dashboard.cli import main;"
        " sys.exit(main(['registry', '--help']))"
    )
    done = installed.run("python", "-c", script)
    assert done.returncode == 1
    assert "stamina: pip install 'us-china-subnational-ties[registry]'" in done.stderr
    here = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert here.returncode == 1
    assert "stamina: pip install -e '.[registry]'" in here.stderr


def test_a_checkout_may_be_edited(tmp_path: Path) -> None:
    assert not home.INSTALLED
    assert (home.HOME / "pyproject.toml").is_file()
    assert not home.is_installed(home.HOME / "data")


def test_an_installed_copy_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "INSTALLED", True)
    monkeypatch.setattr(home, "HOME", tmp_path / "_home")
    assert home.is_installed(tmp_path / "other" / ".." / "_home" / "data")
    assert not home.is_installed(tmp_path / "data")


@pytest.mark.parametrize(
    ("started", "name"),
    [
        ("/usr/bin/us-china-ties", "us-china-ties"),
        ("us-china-ties.exe", "us-china-ties"),
        ("/lib/dashboard/__main__.py", "python -m dashboard"),
    ],
)
def test_usage_lines_name_what_was_typed(
    started: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [started])
    assert home.command() == name


def test_variables_of_the_environment_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_THEME_BASE", "dark")
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "7")
    given = {name: value for name, value in server.settings().items() if value not in (None, ())}
    assert given == {"theme_base": "dark", "server_maxUploadSize": 7}
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "much")
    with pytest.raises(SystemExit, match="STREAMLIT_SERVER_MAX_UPLOAD_SIZE"):
        server.settings()


def pins(lock: str) -> dict[str, str]:
    """Return what a lock pins, each with a hash or more: name -> version."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = {canonicalize_name(name): version for name, version in PIN.findall(text)}
    assert len(found) == len(re.findall("^[^ #]", text, re.M)), f"{lock}: a pin has no hash"
    return found


def test_each_lock_pins_with_hashes_what_the_project_asks_for() -> None:
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *extras["registry"]]
    everything = [*asked, *(one for group in extras.values() for one in group)]
    for lock, requirements in zip(LOCKS, (asked, everything), strict=True):
        held = pins(lock)
        for requirement in map(Requirement, requirements):
            assert held[canonicalize_name(requirement.name)] in requirement.specifier, requirement
    run, test = map(pins, LOCKS)
    assert run.items() <= test.items()


def test_what_is_imported_is_declared() -> None:
    declared = {canonicalize_name(Requirement(one).name) for one in PROJECT["dependencies"]}
    extra = PROJECT["optional-dependencies"]["registry"]
    curators = declared | {canonicalize_name(Requirement(one).name) for one in extra}
    providers = packages_distributions()
    for path in [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]:
        may = curators if "registry" in path.parts else declared
        for top in imported(path) - set(sys.stdlib_module_names) - {"dashboard"}:
            names = {canonicalize_name(name) for name in providers[top]}
            assert names & may, f"{path.relative_to(ROOT)} imports {top}, which is not declared"


def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names
