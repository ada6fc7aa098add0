"""Pictures of districts and organisations: what becomes of a file, and who sees it where."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from bot.rules.pictures import LOGO, PHOTO, Size, size_of
from handlers.dialogue.conversation import Conversation
from handlers.files import picture_process
from handlers.files.pictures import Picture, made
from storage import schema as t
from storage.catalogue import offers, places
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk
from tests.harness.letterheads import png

PAGE = "/desk/district/pictures"
GPS = 0x8825
SIDEWAYS = 6
"""EXIF orientation of a phone that was held upright."""


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    into = BytesIO()
    picture.save(into, kind, **options)
    return into.getvalue()


def photo() -> bytes:
    """Return a photo of a phone, with the place where it was taken."""
    picture = Image.effect_noise((450, 300), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    exif.get_ifd(GPS).update({1: "N", 2: (IFDRational(47), IFDRational(37), IFDRational(12))})
    return encoded(picture, "JPEG", exif=exif, comment=b"Haus der Familie")


def small(content: bytes, room: Size) -> tuple[Size, Image.Image]:
    size, _, picture = picture_process.small(content, (room.width, room.height)).partition(b"\n")
    width, height = map(int, size.split())
    return Size(width, height), Image.open(BytesIO(picture))


def test_pictures_are_made_small_upright_and_say_nothing_of_a_camera() -> None:
    glass = Image.new("RGBA", (1200, 300), (200, 0, 0, 0))
    cases = {
        "photo": (photo(), PHOTO, Size(192, 288)),
        "glass": (encoded(glass, "PNG"), LOGO, Size(480, 120)),
        "ink": (encoded(Image.new("CMYK", (700, 700)), "JPEG"), PHOTO, PHOTO),
        "palette": (encoded(glass.quantize(), "PNG"), LOGO, Size(480, 120)),
        "bits": (encoded(Image.new("1", (20, 30)), "PNG"), LOGO, Size(20, 30)),
        "deep": (encoded(Image.new("I;16", (40, 40)), "PNG"), LOGO, Size(40, 40)),
        "line": (png(4000, 2), LOGO, Size(480, 1)),
    }
    wrong = []
    for name, (content, room, expected) in cases.items():
        size, picture = small(content, room)
        is_clean = not picture.getexif() and "exif" not in picture.info
        if (size, Size(*picture.size), picture.format, is_clean) != (
            expected,
            expected,
            "WEBP",
            True,
        ):
            wrong.append((name, size, picture.info))
    assert not wrong
    assert small(encoded(glass, "PNG"), LOGO)[1].mode == "RGBA"


def test_what_is_no_picture_or_too_large_is_refused_in_a_process_of_its_own() -> None:
    """A header may promise more pixels than there is memory; a file may end in its middle."""
    large = bytearray(png())
    large[16:24] = (60_000).to_bytes(4) * 2
    junk = [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(large), photo()[:3000]]
    junk += [encoded(Image.new("RGB", (9, 9)), kind) for kind in ("GIF", "TIFF", "BMP")]
    taken = []
    for content in junk:
        try:
            picture_process.small(content, (9, 9))
            taken.append(content[:20])
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
    assert not taken
    assert made(bytes(large), LOGO) is None
    assert made(png() + bytes(6 * 1024 * 1024), LOGO) is None
    good = made(png() + b"<script>", LOGO)
    assert isinstance(good, Picture)
    assert (size_of(good.name), b"script" in good.content) == (Size(40, 20), False)


async def sent(desk: AtDesk, content: bytes, **more: object) -> AtDesk:
    await desk.get(PAGE)
    form = {key: value for key, value in desk.form("csrf").items() if key in ("csrf", "number")}
    return await desk.upload(PAGE, form | more, {"a.png": content} if content else {}, "file")


async def kept(site: Site) -> int:
    async with site.conversation.database.read() as store:
        return len(await store.rows(t.picture.select()))


@pytest.mark.every_database
async def test_the_office_gives_pictures_and_everybody_sees_them(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site, slug="konstanz")
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        own = t.offer.select().where(t.offer.c.district_id == district.id).limit(1)
        row = await store.row(own)
        offer = await offers.by_id(store, row["id"]) if row else None
    assert offer
    chat, public = f"/chat?at=offer.show:{offer.id}:a...0", f"/o/{offer.id}"
    start = "/chat?start=d-waldshut"
    before = [await (await site.client.get(path)).text() for path in (start, public)]
    assert not [page for page in before if "<img" in page]
    await sent(desk, b"GIF89a")
    assert desk.status == 422
    await sent(desk, png(300, 100))
    logo = desk.page.partition('src="/picture/')[2].partition('"')[0]
    assert size_of(logo) == Size(300, 100)
    await sent(desk, photo(), organisation=offer.organisation_id)
    await sent(other, photo(), organisation=offer.organisation_id)
    assert "said=saved" not in other.location
    answer = await site.client.get(f"/picture/{logo}")
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert (answer.content_type, (await answer.read())[:4]) == ("image/webp", b"RIFF")
    known = {"If-None-Match": answer.headers["ETag"]}
    assert (await site.client.get(f"/picture/{logo}", headers=known)).status == 304
    first, page, card = [
        await (await site.client.get(path)).text() for path in (start, public, chat)
    ]
    assert [text.count("<img") for text in (first, page, card)] == [1, 2, 1]
    assert [text.count(f"/picture/{logo}") for text in (first, page)] == [1, 1]
    assert 'width="300" height="100" alt=""' in first
    assert '"image":"' in page
    assert (await (await site.client.get("/robots.txt")).text()).count("/picture/") == 1
    assert await kept(site) == 2
    await sent(desk, b"", act="remove")
    await sent(desk, b"", act="remove", organisation=offer.organisation_id)
    assert await kept(site) == 0
    assert (await site.client.get(f"/picture/{logo}")).status == 404
    after = [await (await site.client.get(path)).text() for path in (start, public)]
    assert [page.count("<img") for page in after] == [0, 0]
