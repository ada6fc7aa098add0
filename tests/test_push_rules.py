"""Pushes: encrypted as RFC 8291 says, signed as RFC 8292 says, to public hosts only."""

import json
from datetime import timedelta
from ipaddress import IPv6Address

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deliveries import Delivery
from bot.domain.outcomes import Failed, Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from bot.domain.people import Person
from bot.domain.push import PushKey, Subscription
from bot.rules import deliveries as delivery_rules
from bot.rules import push as rules
from bot.rules.problems import Problem, Refusal
from handlers.web.push import channel
from handlers.web.push.encryption import check_keys, encrypt
from handlers.web.push.hosts import NotPublic, PublicResolver
from handlers.web.push.vapid import GOOD_FOR, Proofs, new_key
from tests.harness.databases import NOW
from tests.harness.push import CONTACT, CURVE, Phone, PushService, bytes_of, public_of, text_of

# RFC 8291, 5 and appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_PUBLIC = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)
GOOD = "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x"
P256DH = RECEIVER_PUBLIC
OUTSIDE = (
    GOOD,
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABm",
    "https://web.push.apple.com/QGz?x=1&y=%20",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d",
    "https://push.example.org:443/a",
)
INSIDE = (
    "",
    "http://fcm.googleapis.com/fcm/send/abc",
    "ftp://push.example.org/a",
    "file:///etc/passwd",
    "https:///a",
    "https://",
    "//push.example.org/a",
    "https://localhost/a",
    "https://intranet/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://0x7f.0.0.1/a",
    "https://0x7f000001/a",
    "https://2130706433/a",
    "https://017700000001/a",
    "https://10.0.0.1/a",
    "https://169.254.169.254/latest/meta-data",
    "https://192.168.0.1/a",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://[fd00::1]/a",
    "https://push.example.org:22/a",
    "https://push.example.org:8443/a",
    "https://push.example.org:99999/a",
    "https://push.example.org:x/a",
    "https://user@push.example.org/a",
    "https://user:word@push.example.org/a",
    "https://push.example.org@127.0.0.1/a",
    "https://127.0.0.1\\@push.example.org/a",
    "https://push.example.org\\.internal/a",
    "https://push.example.org/a#part",
    "https://push.example.org/a b",
    "https://push.example.org/a\nHost: intranet",
    "https://push.example.org/ä",
    "https://púsh.example.org/a",
    "https://push.example.org./a",
    "https://push..example.org/a",
    "https://push.example.org/" + "a" * 1000,
)
PRIVATE = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.9.10", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "100::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1::1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "ff02::1", "nonsense", "",
    "::127.0.0.1", "::a00:1", "::ffff:0:7f00:1", "64:ff9b:1::a00:1", "fec0::1", "5f00::1",
    "3fff::1", "192.88.99.1", "2002:c058:6301::",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "142.250.185.74", "2a00:1450:4001:82a::200a", "::ffff:8.8.8.8",
          "64:ff9b::808:808")  # fmt: skip


def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(bytes_of(text), "big"), CURVE)


def test_the_example_of_the_standard() -> None:
    phone = Phone(GOOD, _private(RECEIVER), bytes_of(AUTH))
    assert phone.subscription == Subscription(GOOD, RECEIVER_PUBLIC, AUTH)
    body = encrypt(PLAIN, phone.subscription, private=_private(SENDER), salt=bytes_of(SALT))
    assert text_of(body) == BODY
    assert phone.read(bytes_of(BODY)) == PLAIN


@given(st.binary(max_size=3000))
def test_only_the_phone_reads_it_and_every_push_is_another(content: bytes) -> None:
    phone, other = Phone(GOOD), Phone(GOOD)
    first, second = encrypt(content, phone.subscription), encrypt(content, phone.subscription)
    assert phone.read(first) == phone.read(second) == content
    assert first[:86] != second[:86]
    with pytest.raises(InvalidTag):
        other.read(first)


def test_a_proof_is_what_a_service_accepts_and_is_made_anew_in_time() -> None:
    private, public = new_key()
    key, proofs = PushKey(1, private, public), Proofs(CONTACT)
    service = PushService(origin=rules.origin_of(GOOD), known=public)
    headers = {"Content-Encoding": "aes128gcm", "TTL": "60"}
    first = proofs.proof(key, service.origin, NOW)
    service.check(headers | {"Authorization": first})
    assert proofs.proof(key, service.origin, NOW + timedelta(hours=10)) == first
    later = proofs.proof(key, service.origin, NOW + GOOD_FOR - timedelta(minutes=59))
    assert later != first
    service.check(headers | {"Authorization": later})
    claims = json.loads(bytes_of(first.split(".")[1]))
    assert claims["exp"] - NOW.timestamp() <= timedelta(hours=24).total_seconds()
    other = Proofs(CONTACT).proof(PushKey(2, *new_key()), service.origin, NOW)
    elsewhere = Proofs(CONTACT).proof(key, "https://push.example.org", NOW)
    stolen = f"{other.partition(', k=')[0]}, k={public}"
    for wrong in (other, elsewhere, stolen, "basic"):
        with pytest.raises((AssertionError, InvalidSignature, ValueError)):
            service.check(headers | {"Authorization": wrong})


def test_a_proof_is_remembered_for_each_service_alone_and_not_for_ever() -> None:
    key, proofs = PushKey(1, *new_key()), Proofs(CONTACT)
    names = [f"https://push{n}.example.org" for n in range(300)]
    made = {name: proofs.proof(key, name, NOW) for name in names}
    assert len(set(made.values())) == len(names)
    assert len(proofs._proofs) <= 201
    other = PushKey(2, *new_key())
    assert proofs.proof(other, names[-1], NOW) != made[names[-1]]


def test_only_addresses_of_push_services_are_taken() -> None:
    wrong = [f"refused: {url}" for url in OUTSIDE if not rules.is_endpoint(url)]
    wrong += [f"taken: {url}" for url in INSIDE if rules.is_endpoint(url)]
    for url in INSIDE:
        with pytest.raises(Refusal) as refused:
            rules.subscription_of(url, P256DH, AUTH)
        assert refused.value.problem is Problem.NO_DEVICE
    assert not wrong


def test_a_pretended_service_is_one_place_and_nothing_beside_it() -> None:
    origin = "http://127.0.0.1:9000"
    assert rules.may_reach(f"{origin}/push/1", origin)
    wrong = [
        url
        for url in (
            f"{origin}0/push", f"{origin}@intranet/a", "http://127.0.0.1/a", origin, "/push/1",
            "http://127.0.0.1:9001/push", f"{origin}/" + "a" * 1000, *INSIDE,
        )
        if rules.may_reach(url, origin)
    ]  # fmt: skip
    assert not wrong
    assert not rules.may_reach(f"{origin}/push/1", "")


def test_only_public_addresses_are_reached() -> None:
    wrong = [f"reached: {address}" for address in PRIVATE if rules.is_public(address)]
    wrong += [f"not reached: {address}" for address in PUBLIC if not rules.is_public(address)]
    assert not wrong


@given(st.integers(0, 2**128 - 1).filter(lambda number: number >> 125 != 1))
def test_beside_the_internet_only_what_stands_for_ipv4_is_reached(number: int) -> None:
    address = IPv6Address(number)
    stands_for_ipv4 = address.ipv4_mapped or address in rules.NAT64
    assert stands_for_ipv4 or not rules.is_public(str(address))


class Names(AbstractResolver):
    """A look-up of names that gives what it is told."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=2, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None:
        pass


async def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    for address in PRIVATE:
        with pytest.raises(NotPublic):
            await PublicResolver(Names(address)).resolve("push.example.org", 443)
    mixed = await PublicResolver(Names("10.0.0.1", "8.8.8.8")).resolve("push.example.org", 443)
    assert [one["host"] for one in mixed] == ["8.8.8.8"]


def test_keys_of_browsers_are_keys() -> None:
    point = bytes_of(P256DH)
    wrong = []
    for p256dh, auth in (
        ("", AUTH), (P256DH, ""), (P256DH[:-2], AUTH), (P256DH + "AA", AUTH), (P256DH, AUTH + "AA"),
        (P256DH.replace("_", "!"), AUTH), ("ä" * 87, AUTH), (P256DH, "\0" * 22),
        (text_of(b"\4" + bytes(64)), AUTH), (text_of(b"\5" + point[1:]), AUTH),
        (text_of(point[:-1] + bytes([point[-1] ^ 1])), AUTH),
    ):  # fmt: skip
        try:
            check_keys(rules.subscription_of(GOOD, p256dh, auth))
        except Refusal:
            continue
        wrong.append((p256dh, auth))
    assert not wrong
    padded = rules.subscription_of(GOOD, P256DH + "=", AUTH + "==")
    assert padded == rules.subscription_of(GOOD, P256DH, AUTH)
    check_keys(padded)


@pytest.mark.parametrize(
    ("status", "wait", "outcome"),
    [
        (200, "", Sent()), (201, "", Sent()), (202, "", Sent()), (204, "", Sent()),
        (301, "", Refused("refused (301)")), (307, "", Refused("refused (307)")),
        (400, "", Refused("refused (400)")), (401, "", Refused("refused (401)")),
        (403, "", Refused("refused (403)")), (413, "", Refused("refused (413)")),
        (404, "", Unreachable("gone (404)")), (410, "60", Unreachable("gone (410)")),
        (429, "", TryLater(60.0)), (429, "120", TryLater(120.0)), (429, "0", TryLater(5.0)),
        (429, "9" * 30, TryLater(3600.0)), (429, "-5", TryLater(60.0)),
        (429, "Fri, 20 Nov 2026 09:32:00 GMT", TryLater(120.0)),
        (429, "Fri, 20 Nov 2020 09:32:00 GMT", TryLater(5.0)), (429, "soon", TryLater(60.0)),
        (429, "Fri, 20 Nov 99999999999999999999 09:32:00 GMT", TryLater(60.0)),
        (429, "Fri, 20 Nov 2026 09:32:00 +99999999999999999999", TryLater(60.0)),
        (429, "٣", TryLater(60.0)), (500, "", TryLater(60.0)), (503, "30", TryLater(30.0)),
    ],
)  # fmt: skip
def test_what_the_answer_of_a_service_means(status: int, wait: str, outcome: Outcome) -> None:
    assert channel.outcome_of(status, wait, NOW) == outcome


def test_one_device_that_is_reached_is_enough() -> None:
    gone, refused, later, lost = Unreachable("x"), Refused("x"), TryLater(5.0), Unknown("x")
    assert channel.best_of([gone, lost, later, Sent()]) == Sent()
    assert channel.best_of([gone, refused, lost, later]) == later
    assert channel.best_of([gone, refused, lost]) == lost
    assert channel.best_of([gone, refused]) == refused
    assert channel.best_of([gone, gone]) == channel.best_of([]) == Unreachable("no device")


def test_no_failure_of_a_push_is_one_of_the_message() -> None:
    """What else becomes of a push, the message goes on, now or after a time that has an end."""
    young = Delivery(1, 1, 1, Person(id=1), 1, NOW)
    old = Delivery(1, 1, 1, Person(id=1), delivery_rules.MOST_ATTEMPTS, NOW - timedelta(days=1))
    final = (Unreachable("x"), Refused("x"), Failed("x"))
    waiting = (TryLater(5.0), Unknown("x"))

    def goes_on(delivery: Delivery, name: str, outcome: Outcome, *, never: bool = False) -> bool:
        return delivery_rules.goes_on(delivery, name, outcome, NOW, never_twice=never)

    assert all(goes_on(young, "push", outcome) for outcome in final)
    assert not any(goes_on(young, "push", outcome) for outcome in waiting)
    assert all(goes_on(old, "push", outcome) for outcome in waiting)
    assert goes_on(young, "push", Unknown("x"), never=True)
    assert not goes_on(old, "push", Sent())
    for name in ("telegram", "email", "web"):
        assert not any(goes_on(old, name, outcome, never=True) for outcome in (*final, *waiting))


def test_public_keys_are_points() -> None:
    private, public = new_key()
    assert public_of(_private(private)) == bytes_of(public)
