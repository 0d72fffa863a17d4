"""The folders beside the package are found in a checkout and in a wheel."""

from pathlib import Path

import pytest

from remedytrack.resources import Folder, MissingFolder, _folder_beside, folder

FOLDERS: list[Folder] = ["workflows", "migrations", "templates"]


@pytest.mark.parametrize("name", FOLDERS)
def test_every_folder_is_found(name: Folder) -> None:
    assert folder(name).is_dir()
    assert folder(name).name == name


def test_an_installed_copy_uses_the_folders_of_its_wheel(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "remedytrack"
    bundled = package / "_bundled" / "templates"
    bundled.mkdir(parents=True)
    assert _folder_beside(package, "templates") == bundled


def test_a_strangers_folder_in_site_packages_is_not_ours(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "remedytrack"
    package.mkdir(parents=True)
    (tmp_path / "site-packages" / "templates").mkdir()
    with pytest.raises(MissingFolder):
        _folder_beside(package, "templates")


def test_a_missing_folder_says_where_it_was_looked_for(tmp_path: Path) -> None:
    package = tmp_path / "remedytrack"
    package.mkdir()
    (tmp_path / "pyproject.toml").touch()
    with pytest.raises(MissingFolder) as error:
        _folder_beside(package, "migrations")
    assert error.value.name == "migrations"
    assert str(tmp_path / "migrations") in str(error.value)
    assert "Install RemedyTrack again" in str(error.value)
