"""The papers: README fits on two screens, every link leads somewhere, publiccode.yml is one.

The keys and values of publiccode.yml are those of version 0.7 of the standard, without the ones
that are deprecated: https://yml.publiccode.tools
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks import structure
from bot.environment import ROOT

README_LINES = 150
PICTURE_BYTES = 150 * 1024
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]*)?\)")
MANDATORY = {
    *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation"),
}
OPTIONAL = {
    *("applicationSuite", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo"),
    *("categories", "usedBy", "fundedBy", "roadmap", "supports", "organisation"),
    *("intendedAudience", "dependsOn"),
}
IN_DESCRIPTION = {
    *("localisedName", "shortDescription", "longDescription", "documentation", "apiDocumentation"),
    *("features", "screenshots", "videos", "awards"),
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {
    *("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web"),
    *("standalone/backend", "standalone/other", "addon", "library", "configurationFiles"),
}
CATEGORIES = {
    *("collaboration", "communications", "content-management", "digital-citizenship"),
    *("event-management", "knowledge-management", "online-community", "translation", "other"),
}
"""Those of the standard's list that might fit us."""
SCOPES = {"education", "employment", "government", "local-authorities", "society", "welfare"}
ALIASES = {"gdpr", "eidas", "nis2", "cra", "spid", "cie", "anpr", "pagopa", "io"}
MAINTENANCE = {"internal", "contract", "community", "none"}


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8")))


def test_readme_is_short() -> None:
    assert len(_lines("README.md")) <= README_LINES


def test_every_link_leads_somewhere() -> None:
    """Files exist, and so do the headings that links point to."""
    wrong = [
        f"{paper.name}: {file}{anchor}"
        for paper in PAPERS
        for file, anchor in _links(paper)
        if not file.startswith(("http:", "https:", "mailto:")) and not _leads(paper, file, anchor)
    ]
    assert wrong == []


def test_every_picture_is_used_and_small() -> None:
    used = {(paper.parent / file).resolve() for paper in PAPERS for file, _ in _links(paper)}
    used |= {ROOT / line.strip(" -") for line in _lines("publiccode.yml") if line.endswith(".png")}
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert [picture.name for picture in pictures if picture not in used] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > PICTURE_BYTES] == []


def test_publiccode_has_the_keys_of_the_standard(publiccode: dict[str, Any]) -> None:
    assert set(publiccode) >= MANDATORY
    assert set(publiccode) <= MANDATORY | OPTIONAL
    assert tuple(map(int, publiccode["publiccodeYmlVersion"].split("."))) >= (0, 5)
    assert publiccode["url"].startswith("https://")
    assert publiccode["developmentStatus"] in STATUSES
    assert publiccode["softwareType"] in TYPES
    assert publiccode["platforms"]
    assert set(publiccode["categories"]) <= CATEGORIES
    assert set(publiccode["intendedAudience"]["scope"]) <= SCOPES
    countries = publiccode["intendedAudience"]["countries"]
    assert all(re.fullmatch("[A-Z]{2}", country) for country in countries)
    supported = [item["id"] for item in publiccode["supports"]]
    assert all(name.removeprefix("alias:") in ALIASES for name in supported)
    assert all(item["name"] for item in publiccode["dependsOn"]["open"])


def test_publiccode_says_who_maintains_it(publiccode: dict[str, Any]) -> None:
    maintenance = publiccode["maintenance"]
    assert maintenance["type"] in MAINTENANCE
    assert bool(maintenance.get("contractors")) == (maintenance["type"] == "contract")
    if maintenance["type"] in ("internal", "community"):
        assert all(contact["name"] for contact in maintenance["contacts"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_publiccode_is_described(publiccode: dict[str, Any], language: str) -> None:
    described = publiccode["description"][language]
    assert set(described) <= IN_DESCRIPTION
    assert len(described["shortDescription"]) <= 150
    assert "\n" not in described["shortDescription"]
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert 5 <= len(described["features"]) <= 20
    assert all((ROOT / picture).is_file() for picture in described["screenshots"])


def test_publiccode_says_what_the_project_says(publiccode: dict[str, Any]) -> None:
    """Version, licence and languages are written in two places, which must agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {item["name"]: item for item in publiccode["dependsOn"]["open"]}
    assert publiccode["softwareVersion"] == project["version"]
    assert publiccode["legal"]["license"] == project["license"]
    assert f">={needed['Python']['versionMin']}" == project["requires-python"]
    shown = tomllib.loads((ROOT / "locales" / "languages.toml").read_text("utf-8"))
    assert publiccode["localisation"]["localisationReady"] is True
    assert set(publiccode["localisation"]["availableLanguages"]) == set(shown)


def test_every_control_says_its_state_and_the_test_that_shows_it() -> None:
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in _lines("SECURITY.md")
        if re.match(r"\| \d+ \|", line)
    ]
    wrong = [row for row in rows if len(row) != 5 or not _is_shown(*row[2:])]
    assert not wrong
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 61


def test_every_finding_says_its_state_and_the_test_that_shows_it() -> None:
    """What is not held says what is missing; a test that is renamed or gone is found."""
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in _findings()
        if line.startswith("| ") and not line.startswith(("| what it was", "| ---"))
    ]
    wrong = [row for row in rows if len(row) != 4 or not _is_shown(row[2], row[3], row[1])]
    wrong += [row for row in rows if row[2] == "held" and "test_" not in row[3]]
    assert not wrong
    assert len(rows) >= 98


def test_every_test_that_was_seen_failing_is_there() -> None:
    rows = [line for line in _lines("docs/security-findings.md") if line not in _findings()]
    shown = [line for line in rows if "test_" in line]
    assert len(shown) >= 12
    assert [line for line in shown if not _is_shown("held", line, "")] == []


def _findings() -> list[str]:
    """Return the lines before the table of faults that were put back."""
    lines = _lines("docs/security-findings.md")
    return lines[: lines.index("## Seen failing")]


def _is_shown(state: str, shown_by: str, note: str) -> bool:
    """Return whether the tests exist, and what is missing is said."""
    tests = re.findall(r"`(test_\w+\.py)::(\w+)`", shown_by)
    exist = all(
        re.search(rf"^(async )?def {name}\(", "\n".join(_lines(f"tests/{file}")), re.MULTILINE)
        for file, name in tests
    )
    if state == "held":
        return exist and bool(tests or note != "–")
    return state in ("partly", "open") and exist and note != "–"


def _lines(name: str) -> list[str]:
    return (ROOT / name).read_text("utf-8").splitlines()


def _links(paper: Path) -> list[tuple[str, str]]:
    """Pairs of file and anchor; either may be empty."""
    return LINK.findall(paper.read_text("utf-8"))


def _leads(paper: Path, file: str, anchor: str) -> bool:
    target = paper.parent / file if file else paper
    if not target.exists():
        return False
    return not anchor or anchor.removeprefix("#") in _headings(target)


def _headings(paper: Path) -> set[str]:
    """The anchors that GitHub and GitLab make of headings."""
    titles = re.findall(r"^#+ (.+)$", paper.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_drawing_of_the_rooms_is_true() -> None:
    """``python -m benchmarks structure --draw`` makes it again."""
    assert structure.redraw(ROOT) == (ROOT / "CONTRIBUTING.md").read_text("utf-8")
